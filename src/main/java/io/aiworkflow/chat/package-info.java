/**
 * Conversations of users with models: they are stored, and each answer is streamed while it is made. How models are
 * asked is decided in {@code model}, what documents say in {@code knowledge}.
 */
package io.aiworkflow.chat;
