package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteReporterTest {
    private static final String FILE = "workflows/greet.camel.yaml";

    @TempDir
    Path directory;

    private final Time time = new Time();
    private final List<RouteReport> kept = new ArrayList<>();
    private boolean away;
    private int tries;
    private RouteReporter reporter;

    @BeforeEach
    void create() throws IOException {
        Files.createDirectories(directory.resolve("workflows"));
        Files.writeString(directory.resolve(FILE), "- route: 1\n");
        reporter = new RouteReporter(directory, this::keep, time);
    }

    @Test
    void tellsEachChangeOnceWithTheHashAndTheOwnerOfTheFile() throws IOException {
        String hash = Sha256.hex("- route: 1\n");
        String owner = Files.getOwner(directory.resolve(FILE)).getName();
        for (int i = 0; i < 3; i++) {
            reporter.refused(refused(7, "it is wrong"));
            reporter.send();
        }
        reporter.loaded(FILE, hash);
        reporter.loaded(FILE, hash);
        reporter.send();
        reporter.removed(FILE);
        reporter.send();
        assertThat(kept)
                .containsExactly(
                        RouteReport.refused(refused(7, "it is wrong"), hash, owner),
                        RouteReport.loaded(FILE, hash, owner),
                        RouteReport.removed(FILE));
        assertThat(tries).isEqualTo(3);
    }

    @Test
    void otherContentWithTheSameFaultIsAnotherRefusal() throws IOException {
        reporter.refused(refused(1, "it is wrong"));
        Files.writeString(directory.resolve(FILE), "- route: 2\n");
        reporter.refused(refused(1, "it is wrong"));
        reporter.send();
        assertThat(kept).hasSize(2);
    }

    @Test
    void aFileThatCannotBeReadHasNoHash() throws IOException {
        Files.delete(directory.resolve(FILE));
        Files.createDirectory(directory.resolve(FILE));
        reporter.refused(refused(1, "this is not a regular file"));
        reporter.send();
        assertThat(kept).singleElement().extracting(RouteReport::hash).isEqualTo("");
    }

    @Test
    void whatCouldNotBeToldIsToldLaterInItsOrder() {
        away = true;
        reporter.loaded(FILE, "1");
        reporter.send();
        reporter.loaded(FILE, "2");
        reporter.send();
        assertThat(tries).as("no second try at once").isEqualTo(1);
        away = false;
        time.now = time.now.plus(Duration.ofSeconds(11));
        reporter.send();
        reporter.send();
        assertThat(kept).extracting(RouteReport::hash).containsExactly("1", "2");
    }

    private static RefusedFile refused(int line, String reason) {
        return new RefusedFile(FILE, line, "yaml-syntax", reason, Instant.EPOCH, false);
    }

    private void keep(List<RouteReport> reports) {
        tries++;
        if (away) {
            throw new IllegalStateException("the database is away");
        }
        kept.addAll(reports);
    }

    private static final class Time extends Clock {
        private Instant now = Instant.parse("2026-11-25T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
