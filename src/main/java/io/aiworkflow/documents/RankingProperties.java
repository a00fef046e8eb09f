package io.aiworkflow.documents;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a model orders the passages of a search that asks for it.
 *
 * @param rerankModel which one; empty for the one of chats
 * @param rerankTimeout how long the search waits for it, with its wait for a place; then the order of the index stays
 */
@Validated
@ConfigurationProperties("engine.documents")
record RankingProperties(
        @DefaultValue("") String rerankModel,

        @NotNull @DurationMin(millis = 1) @DefaultValue("30s")
        Duration rerankTimeout) {}
