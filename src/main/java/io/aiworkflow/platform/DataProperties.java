package io.aiworkflow.platform;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the engine keeps its own files.
 *
 * @param directory the folder below which everything is written that outlives the process
 */
@ConfigurationProperties("engine.data")
public record DataProperties(@DefaultValue("data") Path directory) {}
