package io.aiworkflow.console;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The console at {@code /hawtio}.
 *
 * @param enabled whether there is one; without it no route is known to JMX either
 */
@ConfigurationProperties("engine.console")
public record ConsoleProperties(@DefaultValue("true") boolean enabled) {}
