/** Runs for people to look at: when what happened, and drawings of workflows with the state of a run. */
package io.aiworkflow.trace;
