package io.aiworkflow.operations;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What counts as healthy.
 *
 * @param leastFreeDisk with less room than this on the disk of the data folder, the disk counts as full
 */
@ConfigurationProperties("engine.health")
public record HealthProperties(@DefaultValue("512MB") DataSize leastFreeDisk) {}
