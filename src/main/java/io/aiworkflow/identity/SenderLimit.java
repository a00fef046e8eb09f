package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.TransientException;
import io.aiworkflow.platform.AddressRange;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Keeps one address from taking all places where passwords are hashed. */
@Component
class SenderLimit {
    private static final int MOST = 8;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Map<String, Integer> inside = new ConcurrentHashMap<>();

    /** @throws TransientException when much else is going on for this address already */
    <T> T admit(String address, Supplier<T> work) {
        String sender = AddressRange.sender(address);
        if (inside.merge(sender, 1, Integer::sum) > MOST) {
            leave(sender);
            throw new TransientException(
                    ErrorCode.OVERLOADED,
                    "Too many passwords are being checked for your address; try again in %d seconds."
                            .formatted(PAUSE.toSeconds()),
                    PAUSE,
                    null);
        }
        try {
            return work.get();
        } finally {
            leave(sender);
        }
    }

    private void leave(String sender) {
        inside.computeIfPresent(sender, (any, count) -> count == 1 ? null : count - 1);
    }
}
