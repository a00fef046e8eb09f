package io.aiworkflow.platform.edge;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.platform.HttpProblems;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.res.StringManager;

/** Replaces Tomcat's HTML page for requests that it refuses itself, such as a malformed request line. */
public final class ProblemReportValve extends ErrorReportValve {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int TOO_LARGE = 431;

    /** What Tomcat says, in the language of this machine, when there is more of the head than it takes. */
    private static final String HEAD_TOO_LARGE =
            StringManager.getManager(Http11InputBuffer.class).getString("iib.requestheadertoolarge.error");

    private static final String TOO_MANY_HEADERS = StringManager.getManager(MimeHeaders.class)
            .getString("headers.maxCountFail", "\0")
            .split("\0")[0];

    private final SecurityHeaders headers;

    /** For Tomcat, which makes one by itself if it finds none of this class. */
    public ProblemReportValve() {
        this(new SecurityHeaders(false));
    }

    ProblemReportValve(SecurityHeaders headers) {
        this.headers = headers;
    }

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        if (response.getStatus() == 400 && isTooLarge(failure)) {
            response.setStatus(TOO_LARGE);
        }
        Problem problem = HttpProblems.of(response.getStatus(), request.getRequestURI());
        try {
            // Tomcat may have begun the answer anew, without them.
            headers.addTo(response, request.getRequestURI(), request.isSecure());
            problem.retryAfter().ifPresent(seconds -> response.setHeader(Problem.RETRY_AFTER, seconds));
            response.setContentType(Problem.MEDIA_TYPE);
            response.setCharacterEncoding("UTF-8");
            response.getReporter().write(JSON.writeValueAsString(problem));
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("The answer to a refused request could not be written", e);
        }
    }

    /** Tomcat answers 400 to it, and the message of its exception is all that tells. */
    private static boolean isTooLarge(Throwable failure) {
        String message = failure == null ? null : failure.getMessage();
        return message != null && (message.equals(HEAD_TOO_LARGE) || message.startsWith(TOO_MANY_HEADERS));
    }
}
