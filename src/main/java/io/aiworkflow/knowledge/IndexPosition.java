package io.aiworkflow.knowledge;

/**
 * How far an index has followed the documents.
 *
 * @param base which documents and which embedding model: an index of another base is worthless
 * @param generation the last change of the documents that the index holds
 */
public record IndexPosition(String base, long generation) {
    public static final IndexPosition NONE = new IndexPosition("", 0);
}
