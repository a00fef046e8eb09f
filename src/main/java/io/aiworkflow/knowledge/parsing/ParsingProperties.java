package io.aiworkflow.knowledge.parsing;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What the reading of one document may take.
 *
 * @param heap the memory of the process that reads it; a document that needs more is refused
 * @param timeout after which the process is killed and the document refused
 * @param processes how many read at the same time; others wait for their turn
 * @param maxText the most characters of text that a document may hold
 * @param maxUnpacked the most bytes that the parts of a document may unpack to
 */
@Validated
@ConfigurationProperties("engine.knowledge.parsing")
public record ParsingProperties(
        @DefaultValue("256MB") DataSize heap,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("2") @Min(1) @Max(64) int processes,
        @DefaultValue("2000000") @Min(1000) @Max(20_000_000) int maxText,
        @DefaultValue("200MB") DataSize maxUnpacked) {}
