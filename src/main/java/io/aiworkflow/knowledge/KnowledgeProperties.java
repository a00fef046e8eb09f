package io.aiworkflow.knowledge;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How documents are cut and searched.
 *
 * @param chunkTokens the most tokens of one chunk; the embedding model was trained on texts of up to 256
 * @param overlapTokens the most tokens that a chunk repeats from its neighbour in the same section
 * @param minimumScore the cosine similarity from which a passage counts as relevant to a question
 */
@Validated
@ConfigurationProperties("engine.knowledge")
public record KnowledgeProperties(
        @DefaultValue("200") @Min(20) @Max(250) int chunkTokens,
        @DefaultValue("30") @Min(0) @Max(100) int overlapTokens,

        @DefaultValue("0.3") @DecimalMin("-1") @DecimalMax("1")
        double minimumScore) {}
