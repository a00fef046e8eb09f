package io.aiworkflow.documents;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.knowledge.DocumentCollections;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Which documents are to be listed. */
record ListRequest(Optional<String> collection, Optional<UUID> cursor, int limit) {
    private static final int USUAL = 50;
    private static final int MOST = 200;

    /** @param parameter gives the value of a query parameter, or null */
    static ListRequest of(UnaryOperator<String> parameter) {
        return new ListRequest(
                collection(parameter.apply("collection")),
                cursor(parameter.apply("cursor")),
                limit(parameter.apply("limit")));
    }

    private static Optional<String> collection(String given) {
        if (given != null && !DocumentCollections.isName(given)) {
            throw malformed("collection must be the name of a collection");
        }
        return Optional.ofNullable(given);
    }

    private static Optional<UUID> cursor(String given) {
        try {
            return Optional.ofNullable(given).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            throw malformed("the cursor is not a UUID");
        }
    }

    private static int limit(String given) {
        try {
            int limit = given == null ? USUAL : Integer.parseInt(given);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw malformed("limit must be a number from 1 to " + MOST);
        }
        throw malformed("limit must be a number from 1 to " + MOST);
    }

    private static PermanentException malformed(String message) {
        return new PermanentException(ErrorCode.MALFORMED_REQUEST, message);
    }
}
