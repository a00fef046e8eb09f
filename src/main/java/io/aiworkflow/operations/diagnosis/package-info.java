/** What operators do to look into the running process: levels of its log, recordings of what it does, its threads. */
package io.aiworkflow.operations.diagnosis;
