package io.aiworkflow.knowledge;

/** What is embedded of a passage: it means little without knowing what it is about, so title and headings go with it. */
final class EmbeddedText {
    /** Headings shall not outweigh the passage, nor push its end out of what the model can take in. */
    private static final int LONGEST_HEADING = 200;

    private EmbeddedText() {}

    static String of(String title, String heading, String passage) {
        String about = heading.startsWith(title) ? heading : title + " > " + heading;
        return about.substring(0, Math.min(about.length(), LONGEST_HEADING)) + "\n" + passage;
    }
}
