package io.aiworkflow.platform;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;

/** The problem documents of failures that are known only by their HTTP status. */
public final class HttpProblems {
    private HttpProblems() {}

    /** The problem of an answer with this status to a request for this path. */
    public static Problem of(int status, String instance) {
        return switch (status) {
            case 404 ->
                Problem.of(ErrorCode.NOT_FOUND, "Nothing is served at this path; /docs lists what there is.", instance);
            case 405 ->
                Problem.of(
                        ErrorCode.METHOD_NOT_ALLOWED, "See the Allow header for the methods of this path.", instance);
            case 406 ->
                Problem.of(
                        ErrorCode.NOT_ACCEPTABLE,
                        "Send 'Accept: application/json', or 'Accept: text/event-stream' for events.",
                        instance);
            case 408 -> Problem.of(ErrorCode.REQUEST_TOO_SLOW, "Send the request again, without pauses.", instance);
            case 413 -> Problem.of(ErrorCode.PAYLOAD_TOO_LARGE, "Send a smaller request body.", instance);
            case 415 ->
                Problem.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send 'Content-Type: application/json'.", instance);
            case 431 -> Problem.of(ErrorCode.HEADERS_TOO_LARGE, "Send fewer or shorter headers.", instance);
            case 503 -> Problem.of(ErrorCode.SHUTTING_DOWN, "Try again in a few seconds.", instance);
            default ->
                blamesCaller(status)
                        ? refused(status, instance)
                        : Problem.of(
                                ErrorCode.INTERNAL_ERROR,
                                "The request could not be handled; the engine's log says why.",
                                instance);
        };
    }

    /** An unknown method (501) and an unknown version of HTTP (505) are the caller's faults too. */
    private static boolean blamesCaller(int status) {
        return status < 500 || status == 501 || status == 505;
    }

    private static Problem refused(int status, String instance) {
        ErrorCode code = ErrorCode.MALFORMED_REQUEST;
        String detail = "The request line, a header or a parameter is not valid HTTP.";
        return Problem.of(code, status, detail, instance);
    }
}
