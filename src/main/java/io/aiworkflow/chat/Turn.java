package io.aiworkflow.chat;

import io.aiworkflow.platform.Submitter;
import java.util.UUID;

/**
 * A message that is to be answered.
 *
 * @param answer the id of the answer, which the conversation is taken for
 * @param number which message of the conversation it is
 * @param system what the model is told before everything else, or null
 */
record Turn(UUID conversation, UUID answer, int number, String system, ChatQuestion question, Submitter who) {}
