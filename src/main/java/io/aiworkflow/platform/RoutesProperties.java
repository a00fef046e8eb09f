package io.aiworkflow.platform;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the authors' files are.
 *
 * @param directory the folder that holds {@code workflows/}, {@code kamelets/}, {@code schemas/} and {@code prompts/};
 *     set by {@code WORKFLOW_ROUTES_DIR}
 */
@ConfigurationProperties("engine.routes")
public record RoutesProperties(@DefaultValue("routes") Path directory) {}
