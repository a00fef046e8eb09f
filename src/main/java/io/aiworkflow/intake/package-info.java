/** The REST doors to workflows and runs: submit, wait, read. What comes in is checked here before Camel sees it. */
package io.aiworkflow.intake;
