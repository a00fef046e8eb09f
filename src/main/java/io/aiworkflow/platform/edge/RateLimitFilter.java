package io.aiworkflow.platform.edge;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.edge.RateLimits.Verdict;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses what is more than a caller may send, and tells each caller how much is left. */
final class RateLimitFilter extends OncePerRequestFilter {
    private static final String REMAINING = "RateLimit-Remaining";

    private final RateLimits limits;
    private final Function<HttpServletRequest, Optional<CallerKey.Caller>> callers;

    /** @param callers for whom a request counts here; empty when it does not count here */
    RateLimitFilter(RateLimits limits, Function<HttpServletRequest, Optional<CallerKey.Caller>> callers) {
        this.limits = limits;
        this.callers = callers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Verdict> verdict = callers.apply(request).map(limits::take);
        verdict.ifPresent(found -> tell(response, found));
        if (verdict.isEmpty() || verdict.get().allowed()) {
            chain.doFilter(request, response);
            return;
        }
        Refusal.answer(request, response, Problem.of(tooMany(verdict.get()), request.getRequestURI()));
    }

    private static TransientException tooMany(Verdict verdict) {
        return new TransientException(
                ErrorCode.RATE_LIMITED,
                "these were more than %d requests in %d seconds; go on after the time that Retry-After tells"
                        .formatted(verdict.limit(), verdict.per().toSeconds()),
                verdict.retry(),
                null);
    }

    /** Of several limits the one that is nearest. */
    private static void tell(HttpServletResponse response, Verdict verdict) {
        String told = response.getHeader(REMAINING);
        if (told != null && Long.parseLong(told) <= verdict.remaining()) {
            return;
        }
        response.setHeader("RateLimit-Limit", String.valueOf(verdict.limit()));
        response.setHeader(REMAINING, String.valueOf(verdict.remaining()));
        response.setHeader("RateLimit-Reset", String.valueOf(seconds(verdict.full())));
    }

    /** Rounded up, so that whoever waits so long does not come too early. */
    private static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }
}
