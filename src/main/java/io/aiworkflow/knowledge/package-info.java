/**
 * Documents, their chunks and embeddings, the vector index that follows them, and answers that cite them. PostgreSQL
 * holds the truth; an index can be rebuilt from it. No model is asked here: routes combine search with a model.
 */
package io.aiworkflow.knowledge;
