package io.aiworkflow.knowledge;

import java.util.UUID;

/** A version of a document that is being indexed, without its text. */
record Draft(
        UUID document,
        int version,
        String collection,
        String name,
        String title,
        String mediaType,
        ChunkSettings settings) {
    /** Headings shall not outweigh the passage, nor push its end out of what the model can take in. */
    private static final int LONGEST_HEADING = 200;

    /** A passage means little without knowing what it is about, so title and headings are embedded with it. */
    String embeddedText(String heading, String passage) {
        String about = heading.startsWith(title) ? heading : title + " > " + heading;
        return about.substring(0, Math.min(about.length(), LONGEST_HEADING)) + "\n" + passage;
    }
}
