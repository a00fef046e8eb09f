package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aiworkflow.platform.SealedSecrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealKeeperTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final Map<String, String> sealed = new ConcurrentSkipListMap<>();
    private TestSealing sealing;
    private SealKeeper keeper;

    @BeforeEach
    void setUp() {
        sealing = new TestSealing(folder);
        for (int i = 0; i < 7; i++) {
            sealed.put("secret-" + i, sealing.sealer().seal("value", "context"));
        }
        keeper = new SealKeeper(
                List.of(new BrokenStore(), new MapStore()),
                sealing.keys(),
                new SecretsProperties(List.of(), "", Duration.ofMillis(20), 2));
        keeper.start();
    }

    @AfterEach
    void tearDown() {
        keeper.stop();
        assertThat(keeper.isRunning()).isFalse();
    }

    @Test
    void everythingComesUnderAKeyThatIsAddedWhileTheEngineRuns() {
        sealing.addKey();
        String newest = new TestSealing(folder).keys().newest();

        await().atMost(PATIENCE)
                .until(() -> sealed.values().stream()
                        .allMatch(text -> sealing.keys().of(text).equals(newest)));
    }

    /** In batches of two, with a cursor, as stores in the database do it. */
    private final class MapStore implements SealedSecrets {
        @Override
        public String kind() {
            return "secrets of the test";
        }

        @Override
        public ResealedBatch reseal(Optional<String> after, int most) {
            List<String> names = sealed.keySet().stream()
                    .filter(name -> name.compareTo(after.orElse("")) > 0)
                    .filter(name -> !sealing.keys()
                            .of(sealed.get(name))
                            .equals(sealing.keys().newest()))
                    .limit(most)
                    .toList();
            names.forEach(name -> sealed.compute(
                    name, (same, old) -> sealing.sealer().seal(sealing.sealer().open(old, "context"), "context")));
            return new ResealedBatch(
                    names.size(),
                    List.of(),
                    names.size() < most ? Optional.empty() : Optional.of(names.get(names.size() - 1)));
        }
    }

    /** Keeps no other one from being done. */
    private static final class BrokenStore implements SealedSecrets {
        @Override
        public String kind() {
            return "secrets that cannot be reached";
        }

        @Override
        public ResealedBatch reseal(Optional<String> after, int most) {
            throw new IllegalStateException("no database");
        }
    }
}
