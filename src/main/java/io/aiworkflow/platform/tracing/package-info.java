/** Traces of what a request, its run, the steps and the calls to models did, for a collector that speaks OTLP. Off by default. */
package io.aiworkflow.platform.tracing;
