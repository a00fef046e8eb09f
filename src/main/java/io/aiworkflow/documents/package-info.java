/**
 * The doors to documents, their collections and the index: uploads become runs of the workflow that makes them findable. What a
 * document is and who may see it is decided in {@code knowledge}. Searches are answered at once; the index is cared for by
 * runs.
 */
package io.aiworkflow.documents;
