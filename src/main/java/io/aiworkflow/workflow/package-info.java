/**
 * The {@code workflow:} component: what a workflow is, which options it takes, and the catalogue of the ones that are
 * loaded. It knows nothing of runs; whoever starts or executes them comes to the catalogue.
 */
package io.aiworkflow.workflow;
