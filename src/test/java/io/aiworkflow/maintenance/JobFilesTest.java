package io.aiworkflow.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.maintenance.JobFiles.Fault;
import io.aiworkflow.routing.RefusedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobFilesTest {
    @Test
    void theEngineComesWithAFileForEachJobThatItMisses() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes/maintenance"))) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .map(name -> JobName.ofWorkflow(name.replace(".camel.yaml", "")))
                            .collect(Collectors.toSet()))
                    .isEqualTo(JobFiles.BUILT_IN);
        }
    }

    @Test
    void aRefusedFileIsToldWithLineAndReasonAndWhetherItStillServes() {
        Map<String, Fault> faults = JobFiles.faults(
                List.of(
                        refused("maintenance/maintenance-index.camel.yaml", true),
                        refused("maintenance/maintenance-own-chore.camel.yaml", false)),
                JobFiles.BUILT_IN);

        assertThat(faults).containsOnlyKeys("index", "own-chore");
        assertThat(faults.get("index"))
                .isEqualTo(new Fault(
                        Fault.REFUSED,
                        "maintenance/maintenance-index.camel.yaml:7: there is no such bean [bean]"
                                + " (the version loaded before keeps serving)"));
        assertThat(faults.get("own-chore").reason()).endsWith("(nothing is loaded from it)");
    }

    @Test
    void aBuiltInJobWithoutAFileIsMissing() {
        Set<String> loaded = new TreeSet<>(JobFiles.BUILT_IN);
        loaded.remove("backup");
        loaded.remove("index");
        loaded.add("own-chore");

        Map<String, Fault> faults =
                JobFiles.faults(List.of(refused("maintenance/maintenance-index.camel.yaml", false)), loaded);

        assertThat(faults).containsOnlyKeys("backup", "index");
        assertThat(faults.get("backup").state()).isEqualTo(Fault.MISSING);
        assertThat(faults.get("backup").reason()).contains("maintenance/maintenance-backup.camel.yaml");
        assertThat(faults.get("index").state()).isEqualTo(Fault.REFUSED);
    }

    @Test
    void otherRefusedFilesAreNoJobs() {
        assertThat(JobFiles.faults(
                        List.of(
                                refused("workflows/maintenance-index.camel.yaml", false),
                                refused("maintenance/Maintenance.camel.yaml", false),
                                refused("maintenance/maintenance-.camel.yaml", false)),
                        JobFiles.BUILT_IN))
                .isEmpty();
    }

    private static RefusedFile refused(String file, boolean serving) {
        return new RefusedFile(
                file, 7, "bean", "there is no such bean", Instant.parse("2026-11-26T12:00:00Z"), serving);
    }
}
