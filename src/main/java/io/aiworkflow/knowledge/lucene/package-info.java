/** The vector index inside this process, on disk: the default when no vector database is configured. */
package io.aiworkflow.knowledge.lucene;
