package io.aiworkflow.platform;

import io.aiworkflow.failure.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers with a problem document when a filter, a servlet or a Camel consumer gave up with a bare status. */
@RestController
class ProblemErrorController implements ErrorController {
    @RequestMapping("${server.error.path:/error}")
    ResponseEntity<Problem> error(HttpServletRequest request) {
        Integer status = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        String path = (String) request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        // Without the attributes somebody asked for /error itself.
        Problem problem = HttpProblems.of(status == null ? 404 : status, path == null ? request.getRequestURI() : path);
        return ProblemAdvice.answer(problem, HttpHeaders.EMPTY);
    }
}
