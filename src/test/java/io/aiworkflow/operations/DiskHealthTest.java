package io.aiworkflow.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.DataProperties;
import io.aiworkflow.platform.HealthCheck.Finding;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class DiskHealthTest {
    @TempDir
    Path data;

    @Test
    void aDiskWithLessRoomThanItShouldHaveFails() throws Exception {
        Finding low = finding(DataSize.ofTerabytes(1_000_000));

        assertThat(low.ok()).isFalse();
        assertThat(low.detail()).contains("MB are free where the data folder is. At least 1048576000000 MB should be.");
    }

    @Test
    void aDiskWithRoomWorks() throws Exception {
        assertThat(finding(DataSize.ofBytes(0)).ok()).isTrue();
    }

    private Finding finding(DataSize least) throws Exception {
        return new DiskHealth(new DataProperties(data), new HealthProperties(least)).check();
    }
}
