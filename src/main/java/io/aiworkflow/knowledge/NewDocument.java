package io.aiworkflow.knowledge;

import io.aiworkflow.knowledge.parsing.DocumentKind;
import io.aiworkflow.platform.Submitter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A document as it is handed in. Collection and name together are its identity; a document of the same identity takes
 * the place of the earlier one.
 *
 * @param bringer who hands it in
 * @param tags as {@link DocumentTags} gives them
 */
public record NewDocument(
        String collection, String name, String title, String text, Submitter bringer, List<String> tags) {
    /** A document that the engine brings itself. */
    public NewDocument(String collection, String name, String title, String text) {
        this(collection, name, title, text, Submitter.ENGINE, List.of());
    }

    public NewDocument {
        collection = StorableText.of(collection);
        name = StorableText.of(name);
        title = StorableText.of(title);
        text = StorableText.of(text);
        tags = List.copyOf(tags);
    }

    /** Each passage carries the title, so a long one would take much room in the index and in memory. */
    static final int LONGEST_TITLE = 300;

    /** A document whose title, if none is given, is its first top heading, else its name. */
    static NewDocument of(String collection, String name, String title, String text) {
        String shown = title != null && !title.isBlank()
                ? title
                : BlockReader.read(text).stream()
                        .filter(block -> block.level() == 1)
                        .map(Block::title)
                        .findFirst()
                        .orElse(name);
        return new NewDocument(collection, name, shown, text);
    }

    NewDocument by(Submitter who) {
        return new NewDocument(collection, name, title, text, who, tags);
    }

    NewDocument tagged(List<String> some) {
        return new NewDocument(collection, name, title, text, bringer, some);
    }

    Upload upload() {
        return new Upload(
                collection,
                name,
                title,
                tags,
                DocumentKind.MARKDOWN.mediaType(),
                text.getBytes(StandardCharsets.UTF_8));
    }
}
