package io.aiworkflow.access;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.identity.BlockedAddresses;
import io.aiworkflow.identity.TokenCheck;
import io.aiworkflow.platform.CallerWatch;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Looks again at the token and the address of a request whose answer goes on; at the token on threads of its own, since
 * the database may be slow. That it expires meanwhile does no harm.
 */
@Component
class TokenWatch implements CallerWatch {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int THREADS = 2;

    private final TokenAuthentication authentication;
    private final Predicate<String> isBlocked;
    private final Executor looking;
    private final LongSupplier nanoTime;

    @Autowired
    TokenWatch(TokenAuthentication authentication, BlockedAddresses blocked) {
        this(authentication, blocked::isBlocked, Executors.newFixedThreadPool(THREADS, daemons()), System::nanoTime);
    }

    TokenWatch(
            TokenAuthentication authentication, Predicate<String> isBlocked, Executor looking, LongSupplier nanoTime) {
        this.authentication = authentication;
        this.isBlocked = isBlocked;
        this.looking = looking;
        this.nanoTime = nanoTime;
    }

    private static CustomizableThreadFactory daemons() {
        CustomizableThreadFactory factory = new CustomizableThreadFactory("token-watch-");
        factory.setDaemon(true);
        return factory;
    }

    @Override
    public BooleanSupplier of(HttpServletRequest request) {
        String token = new RequestToken().resolve(request);
        return token == null ? () -> false : new Watched(token, request.getRemoteAddr());
    }

    private boolean stillCounts(String token) {
        try {
            TokenCheck check = authentication.check(token);
            return !(check instanceof TokenCheck.Refused refused) || refused.reason() == TokenCheck.Reason.EXPIRED;
        } catch (EngineException | DataAccessException e) {
            // It cannot be known at this moment; without the database there is no news either.
            return true;
        }
    }

    /** What is known of one token. */
    private final class Watched implements BooleanSupplier {
        private final String token;
        private final String address;
        private long looked = nanoTime.getAsLong();
        private boolean isLooking;
        private boolean counts = true;

        private Watched(String token, String address) {
            this.token = token;
            this.address = address;
        }

        @Override
        public synchronized boolean getAsBoolean() {
            if (counts && !isLooking && nanoTime.getAsLong() - looked > LOOK_EVERY.toNanos()) {
                isLooking = true;
                looking.execute(this::look);
            }
            return counts && !isBlocked.test(address);
        }

        private void look() {
            boolean found = true;
            try {
                found = stillCounts(token);
            } finally {
                tell(found);
            }
        }

        private synchronized void tell(boolean found) {
            counts = found;
            looked = nanoTime.getAsLong();
            isLooking = false;
        }
    }
}
