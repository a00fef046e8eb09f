package io.aiworkflow.operations;

import io.aiworkflow.platform.DataProperties;
import io.aiworkflow.platform.HealthCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Whether there is room left where the engine keeps its data. */
@Component
class DiskHealth implements HealthCheck {
    private final Path directory;
    private final DataSize least;

    DiskHealth(DataProperties data, HealthProperties properties) {
        this.directory = data.absolute();
        this.least = properties.leastFreeDisk();
    }

    @Override
    public String part() {
        return "disk";
    }

    @Override
    public boolean needed() {
        return false;
    }

    @Override
    public Finding check() throws Exception {
        long free = Files.getFileStore(directory).getUsableSpace();
        String found = "%d MB are free where the data folder is.".formatted(free >> 20);
        return free >= least.toBytes()
                ? Finding.working(found)
                : Finding.failing(found + " At least %d MB should be.".formatted(least.toMegabytes()));
    }
}
