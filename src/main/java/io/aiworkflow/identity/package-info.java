/**
 * Who uses the engine and what they did: accounts and their tokens, and the audit of everything that matters to safety.
 */
package io.aiworkflow.identity;
