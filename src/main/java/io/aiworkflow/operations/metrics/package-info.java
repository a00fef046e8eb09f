/** What monitoring reads: the registry of all meters, those of the process itself, and what is sampled for it. */
package io.aiworkflow.operations.metrics;
