package io.aiworkflow.chat;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much of conversations is kept, and how many are answered at once.
 *
 * @param retention conversations in which nothing was said for so long are deleted
 * @param mostConversations how many conversations one user may have; he has to delete some then
 * @param mostMessages how many messages a conversation may have, questions and answers
 * @param mostHistory how many characters of earlier messages are read for an answer; older ones are left out, and the
 *     answer says so. What does not fit the model's context is left out too
 * @param mostAnswer how many characters an answer may have; a longer one is ended there
 * @param most how many answers this process streams at once; more are refused with 503
 * @param mostOfOne how many of them may be of one user; more are refused with 429
 * @param heartbeat a stream without events for so long gets a comment, which shows whether its reader is still there
 * @param stalled a stream whose reader takes nothing for so long is cut
 * @param lookEvery how often is looked for stops that other processes have been asked for
 */
@Validated
@ConfigurationProperties("engine.chat")
public record ChatProperties(
        @NotNull @DurationMin(minutes = 1) @DefaultValue("90d")
        Duration retention,

        @DefaultValue("1000") @Min(1) @Max(1_000_000) int mostConversations,
        @DefaultValue("1000") @Min(2) @Max(100_000) int mostMessages,
        @DefaultValue("100000") @Min(1) @Max(10_000_000) int mostHistory,
        @DefaultValue("200000") @Min(1) @Max(10_000_000) int mostAnswer,
        @DefaultValue("500") @Min(1) @Max(10_000) int most,
        @DefaultValue("10") @Min(1) @Max(10_000) int mostOfOne,

        @NotNull @DurationMin(millis = 1) @DefaultValue("5s")
        Duration heartbeat,

        @NotNull @DurationMin(millis = 1) @DefaultValue("60s")
        Duration stalled,

        @NotNull @DurationMin(millis = 1) @DefaultValue("500ms")
        Duration lookEvery) {}
