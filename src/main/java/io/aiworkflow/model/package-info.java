/**
 * The one door to language models: bounded, cancellable calls to model servers, and what Kamelets need to make them.
 * It knows nothing of runs, documents or HTTP requests of our own.
 */
package io.aiworkflow.model;
