package io.aiworkflow.platform;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiworkflow.failure.Problem;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

/** Replaces Tomcat's HTML page for requests that it refuses itself, such as a malformed request line. */
public final class ProblemReportValve extends ErrorReportValve {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    protected void report(Request request, Response response, Throwable failure) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        Problem problem = HttpProblems.of(status, request.getRequestURI());
        try {
            problem.retryAfter().ifPresent(seconds -> response.setHeader(Problem.RETRY_AFTER, seconds));
            response.setContentType(Problem.MEDIA_TYPE);
            response.setCharacterEncoding("UTF-8");
            response.getReporter().write(JSON.writeValueAsString(problem));
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("The answer to a refused request could not be written", e);
        }
    }
}
