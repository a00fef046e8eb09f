package io.aiworkflow.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A message of a conversation as it is stored and as its owner sees it.
 *
 * @param number from 1 in the order of the conversation
 * @param role {@code user} or {@code assistant}
 * @param state how an answer ended: {@code complete}, {@code cut}, {@code stopped} or {@code failed}
 * @param mode of an answer: {@code model}, {@code passages} or {@code none}
 * @param citations as in the stream; absent when no documents were asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StoredMessage(
        int number,
        String role,
        String content,
        String state,
        String mode,
        String model,
        JsonNode citations,
        JsonNode notes,
        Failure error,
        Long promptTokens,
        Long answerTokens,
        Instant createdAt) {
    /** Why an answer failed. */
    record Failure(String code, String message) {}
}
