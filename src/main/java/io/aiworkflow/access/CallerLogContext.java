package io.aiworkflow.access;

import io.aiworkflow.identity.Caller;
import io.aiworkflow.platform.LogContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells the log whose request a thread works on. */
final class CallerLogContext extends OncePerRequestFilter {
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String user = CallerAuthentication.current().map(Caller::name).orElse(null);
        LogContext about = LogContext.open().with(LogContext.USER, user);
        try {
            chain.doFilter(request, response);
        } finally {
            about.close();
        }
    }
}
