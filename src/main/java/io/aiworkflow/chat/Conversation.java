package io.aiworkflow.chat;

import java.time.Instant;
import java.util.UUID;

/**
 * What is known of a conversation without its messages.
 *
 * @param title the beginning of its first message
 * @param system what the model is told before everything else, or null
 * @param messages how many there are
 * @param answering whether a message is being answered at this moment
 * @param updatedAt when something was said last
 */
record Conversation(
        UUID id, String title, String system, int messages, boolean answering, Instant createdAt, Instant updatedAt) {}
