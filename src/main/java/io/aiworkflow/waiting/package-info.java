/**
 * The points at which a workflow waits without a worker: {@code delay:}, {@code approval:} and {@code callback:}. It says
 * what authors write and what comes out; how a run is put aside and resumed is the worker's business.
 */
package io.aiworkflow.waiting;
