package io.aiworkflow.access;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.platform.edge.Refusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers when a caller cannot be looked up, most often because the database is away. He is not let in then. */
final class TroubleFilter extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(TroubleFilter.class);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (EngineException | DataAccessException e) {
            if (response.isCommitted()) {
                throw e;
            }
            Problem problem = Problem.of(e, request.getRequestURI());
            if (problem.status() == 500) {
                LOG.error("{} {} failed before its door", request.getMethod(), request.getRequestURI(), e);
            }
            Refusal.answer(request, response, problem);
        }
    }
}
