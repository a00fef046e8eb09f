/**
 * The doors to documents and their collections: uploads become runs of the workflow that makes them findable. What a
 * document is and who may see it is decided in {@code knowledge}.
 */
package io.aiworkflow.documents;
