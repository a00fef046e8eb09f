package io.aiworkflow.platform;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the engine keeps what must outlive a restart.
 *
 * @param directory the folder of the embedded database, the index and temporary files; set by {@code ENGINE_DATA_DIR}
 */
@ConfigurationProperties("engine.data")
public record DataProperties(@DefaultValue("data") Path directory) {
    /** The directory as an absolute path. */
    public Path absolute() {
        return directory.toAbsolutePath().normalize();
    }
}
