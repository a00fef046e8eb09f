/** Workflows written in the Java DSL, to be read as examples. */
package io.aiworkflow.samples;
