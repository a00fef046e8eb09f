package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.testsupport.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two api processes on one database and one Redis, as they are started, let a user through as often as one of them may. */
class LimitsOfTwoProcessesIT {
    private static final Logger LOG = LoggerFactory.getLogger(LimitsOfTwoProcessesIT.class);
    private static final String ALONE = "each process counts requests by itself";
    private static final int LIMIT = 200;
    private static final int CALLERS = 8;
    private static final int TRIES = 3;

    @TempDir
    Path directory;

    @Test
    void togetherTheyAllowWhatOneMay() throws IOException {
        Map<String, String> database = TestDatabase.settings();
        try (TestRedis redis = TestRedis.start();
                EngineProcess one = process("one", database);
                EngineProcess other = process("other", database)) {
            one.start(arguments(redis));
            other.start(arguments(redis));
            for (int attempt = 1; ; attempt++) {
                long aloneBefore = timesAlone(one, other);
                Person caller = Person.withRole(one.port(), "user");
                long allowed = flood(List.of(caller, caller.at(other.port())));
                if (timesAlone(one, other) > aloneBefore && attempt < TRIES) {
                    LOG.warn("Redis took too long for a process on this busy machine; trying again");
                    continue;
                }
                assertThat((double) allowed).isCloseTo(LIMIT, Percentage.withPercentage(5));
                return;
            }
        }
    }

    /** Three times what is allowed, from many callers, half of it to each process. */
    private static long flood(List<Person> doors) {
        Set<Integer> answers = ConcurrentHashMap.newKeySet();
        long allowed = IntStream.range(0, CALLERS)
                .parallel()
                .mapToLong(caller -> IntStream.range(0, 3 * LIMIT / CALLERS)
                        .map(i -> doors.get((caller + i) % doors.size())
                                .get("/api/v1/workflows")
                                .status())
                        .peek(answers::add)
                        .filter(status -> status == 200)
                        .count())
                .sum();
        assertThat(answers).containsExactlyInAnyOrder(200, 429);
        return allowed;
    }

    private static long timesAlone(EngineProcess... processes) throws IOException {
        long times = 0;
        for (EngineProcess process : processes) {
            times += Files.readAllLines(process.log().toPath()).stream()
                    .filter(line -> line.contains(ALONE))
                    .count();
        }
        return times;
    }

    private EngineProcess process(String name, Map<String, String> database) throws IOException {
        Path own = Files.createDirectory(directory.resolve(name));
        return EngineProcess.withRoles("api", own, Path.of("routes").toAbsolutePath(), database);
    }

    private static String[] arguments(TestRedis redis) {
        return new String[] {
            "--engine.redis.url=" + redis.url(),
            "--engine.web.rate-limits.enabled=true",
            // So long that none is given back meanwhile.
            "--engine.web.rate-limits.per=24h",
            "--engine.web.rate-limits.address=100000",
            "--engine.web.rate-limits.user=" + LIMIT
        };
    }
}
