/**
 * Runs as PostgreSQL keeps them: their states, the queue, the journal of their steps and the workers that may hold
 * them. Nothing here executes a workflow.
 */
package io.aiworkflow.run;
