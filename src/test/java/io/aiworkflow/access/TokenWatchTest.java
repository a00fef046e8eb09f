package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.identity.TokenCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class TokenWatchTest {
    private final List<Runnable> looks = new ArrayList<>();
    private TokenCheck found = new TokenCheck.Refused(TokenCheck.Reason.EXPIRED);
    private String blocked = "";
    private long now;
    private final TokenWatch watch = new TokenWatch(
            new TokenAuthentication(null, null) {
                @Override
                TokenCheck check(String token) {
                    return found;
                }
            },
            address -> address.equals(blocked),
            looks::add,
            () -> now);

    @Test
    void whoeverAsksIsToldWhatIsKnownAndNeverWaitsForALook() {
        BooleanSupplier counts = watch.of(request());
        pass(Duration.ofMillis(900));
        assertThat(counts.getAsBoolean()).isTrue();
        assertThat(looks).isEmpty();

        pass(Duration.ofMillis(200));
        found = new TokenCheck.Refused(TokenCheck.Reason.REVOKED);
        assertThat(counts.getAsBoolean()).isTrue();
        assertThat(counts.getAsBoolean()).isTrue();
        assertThat(looks).hasSize(1);

        looks.get(0).run();
        assertThat(counts.getAsBoolean()).isFalse();
    }

    @Test
    void thatATokenExpiresDoesNoHarmAndItIsLookedAtAgain() {
        BooleanSupplier counts = watch.of(request());
        for (int i = 1; i <= 3; i++) {
            pass(Duration.ofSeconds(4));
            assertThat(counts.getAsBoolean()).isTrue();
            assertThat(looks).hasSize(i);
            looks.get(i - 1).run();
            assertThat(counts.getAsBoolean()).isTrue();
        }
    }

    @Test
    void whoeverIsAtABlockedAddressDoesNotCount() {
        BooleanSupplier counts = watch.of(request());
        assertThat(counts.getAsBoolean()).isTrue();
        blocked = request().getRemoteAddr();
        assertThat(counts.getAsBoolean()).isFalse();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static MockHttpServletRequest request() {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/chat");
        request.addHeader("Authorization", "Bearer a.b.c");
        return request;
    }
}
