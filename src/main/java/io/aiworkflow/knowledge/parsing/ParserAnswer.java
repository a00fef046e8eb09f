package io.aiworkflow.knowledge.parsing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aiworkflow.failure.ErrorCode;
import java.util.List;

/**
 * What the process that reads tells the engine.
 *
 * @param refusal why there is no document, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ParserAnswer(
        ErrorCode refusal, String message, DocumentKind kind, String text, List<Integer> pages, String title) {
    static ParserAnswer of(ParsedDocument document) {
        return new ParserAnswer(null, null, document.kind(), document.text(), document.pages(), document.title());
    }

    static ParserAnswer refused(ErrorCode code, String message) {
        return new ParserAnswer(code, message, null, null, null, null);
    }
}
