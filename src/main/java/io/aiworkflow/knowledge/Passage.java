package io.aiworkflow.knowledge;

import java.util.UUID;

/**
 * A piece of a document that answers to a question.
 *
 * @param document the id of the document
 * @param heading the section that it stands in, as one line; empty outside any section
 * @param page where it begins, from 1; null in documents without pages
 * @param start where it begins in the document's text
 * @param end where it ends there
 * @param score how close it is to the question, as a cosine similarity
 */
public record Passage(
        UUID document,
        String collection,
        String name,
        String title,
        String heading,
        Integer page,
        int start,
        int end,
        String text,
        double score) {

    Passage withScore(double newScore) {
        return new Passage(document, collection, name, title, heading, page, start, end, text, newScore);
    }

    boolean overlaps(Passage other) {
        return document.equals(other.document) && start < other.end && other.start < end;
    }

    /** Both passages as one, under this one's heading and the better score. They must overlap. */
    Passage joined(Passage other) {
        Passage first = start <= other.start ? this : other;
        Passage second = first == this ? other : this;
        String whole =
                second.end <= first.end ? first.text : first.text + second.text.substring(first.end - second.start);
        return new Passage(
                document,
                collection,
                name,
                title,
                heading,
                first.page,
                first.start,
                Math.max(first.end, second.end),
                whole,
                Math.max(score, other.score));
    }
}
