package io.aiworkflow.platform.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.edge.CallerKey.Caller;
import io.aiworkflow.platform.edge.CallerKey.Kind;
import io.aiworkflow.platform.edge.RateLimits.Verdict;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RateLimitsTest {
    private static final Caller ONE = new Caller(Kind.USER, "one");
    private static final Caller OTHER = new Caller(Kind.USER, "other");

    private final Clock clock = new Clock();
    private final RateLimits limits = new RateLimits(
            new RateLimitProperties(true, Duration.ofMinutes(1), 100, 60, 30),
            new LocalBuckets(Duration.ofMinutes(1), clock),
            Optional.empty());

    @Test
    void allowsAsManyAtOnceAndThenEvenly() {
        for (int i = 59; i >= 0; i--) {
            Verdict verdict = limits.take(ONE);
            assertThat(verdict.allowed()).isTrue();
            assertThat(verdict.remaining()).isEqualTo(i);
        }
        Verdict refused = limits.take(ONE);
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.retry()).isEqualTo(Duration.ofSeconds(1));
        assertThat(refused.full()).isEqualTo(Duration.ofMinutes(1));
        clock.pass(Duration.ofSeconds(1));
        assertThat(limits.take(ONE).allowed()).isTrue();
        assertThat(limits.take(ONE).allowed()).isFalse();
    }

    @Test
    void countsEachCallerAndEachKindForItself() {
        while (limits.take(ONE).allowed()) {
            assertThat(limits.take(OTHER).limit()).isEqualTo(60);
        }
        assertThat(limits.take(new Caller(Kind.API_KEY, "one")).remaining()).isEqualTo(29);
        assertThat(limits.take(new Caller(Kind.ADDRESS, "one")).remaining()).isEqualTo(99);
    }

    @Test
    void tellsCallersWhatIsLeftAndWhenToComeBack() throws Exception {
        RateLimitFilter filter = new RateLimitFilter(limits, request -> Optional.of(ONE));
        MockHttpServletResponse first = send(filter);
        assertThat(first.getStatus()).isEqualTo(200);
        assertThat(first.getHeader("RateLimit-Limit")).isEqualTo("60");
        assertThat(first.getHeader("RateLimit-Remaining")).isEqualTo("59");
        assertThat(first.getHeader("RateLimit-Reset")).isEqualTo("1");
        MockHttpServletResponse last = first;
        for (int i = 0; i < 60; i++) {
            last = send(filter);
        }
        assertThat(last.getStatus()).isEqualTo(429);
        assertThat(last.getHeader("Retry-After")).isEqualTo("1");
        assertThat(last.getHeader("RateLimit-Remaining")).isEqualTo("0");
        assertThat(last.getHeader("RateLimit-Reset")).isEqualTo("60");
        assertThat(last.getContentType()).isEqualTo("application/problem+json");
        assertThat(last.getContentAsString()).contains("\"code\":\"RATE_LIMITED\"", "60 requests in 60 seconds");
    }

    @Test
    void letsPassWhoeverDoesNotCountHere() throws Exception {
        RateLimitFilter filter = new RateLimitFilter(limits, request -> Optional.empty());
        assertThat(send(filter).getHeader("RateLimit-Limit")).isNull();
    }

    private static MockHttpServletResponse send(RateLimitFilter filter) throws Exception {
        HttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/runs");
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(request, response, new MockFilterChain());
        return response;
    }

    private static final class Clock implements TimeMeter {
        private long nanos;

        void pass(Duration time) {
            nanos += time.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
