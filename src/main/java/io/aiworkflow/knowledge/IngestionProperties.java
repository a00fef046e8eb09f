package io.aiworkflow.knowledge;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How documents are taken in.
 *
 * @param batch how many chunks are embedded in one step of a run; what a killed worker has embedded of one is lost
 * @param maxChunks the most chunks of one document
 * @param maxStoredPerUser how much the originals of one user's documents may take
 */
@Validated
@ConfigurationProperties("engine.knowledge.ingestion")
public record IngestionProperties(
        @DefaultValue("32") @Min(1) @Max(256) int batch,
        @DefaultValue("20000") @Min(1) @Max(200_000) int maxChunks,
        @DefaultValue("2GB") DataSize maxStoredPerUser) {}
