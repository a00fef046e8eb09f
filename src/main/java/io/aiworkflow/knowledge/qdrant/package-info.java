/** The vector index in Qdrant, over its REST interface: used when its address is given. */
package io.aiworkflow.knowledge.qdrant;
