package io.aiworkflow.platform;

import io.aiworkflow.failure.Problem;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.multipart.MultipartException;

/** Answers with a problem document when Spring MVC refuses a request or one of its controllers fails. */
@Order(Ordered.LOWEST_PRECEDENCE)
@RestControllerAdvice
class ProblemAdvice {
    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler(Exception.class)
    ResponseEntity<Problem> problem(Exception failure, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            // A problem in the middle of a file would look like a part of it; the server closes the connection instead.
            throw failure;
        }
        String path = request.getRequestURI();
        if (failure instanceof ErrorResponse known) {
            return answer(HttpProblems.of(known.getStatusCode().value(), path), known.getHeaders());
        }
        if (failure instanceof TypeMismatchException || isBrokenForm(failure)) {
            return answer(HttpProblems.of(400, path), HttpHeaders.EMPTY);
        }
        Problem problem = Problem.of(failure, path);
        if (problem.status() == 500) {
            log.error("{} {} failed", request.getMethod(), path, failure);
        }
        return answer(problem, HttpHeaders.EMPTY);
    }

    private static boolean isBrokenForm(Exception failure) {
        return failure instanceof MultipartException && failure.getCause() instanceof ServletException;
    }

    /** The caller of an asynchronous request is gone: there is nobody to answer. */
    @ExceptionHandler(AsyncRequestNotUsableException.class)
    void nobodyThere() {}

    static ResponseEntity<Problem> answer(Problem problem, HttpHeaders headers) {
        HttpHeaders all = new HttpHeaders();
        problem.retryAfter().ifPresent(seconds -> all.set(Problem.RETRY_AFTER, seconds));
        all.putAll(headers);
        return ResponseEntity.status(problem.status())
                .headers(all)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
