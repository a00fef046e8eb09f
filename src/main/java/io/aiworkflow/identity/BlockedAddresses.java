package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.AddressRange;
import io.aiworkflow.platform.SecurityEvent.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Addresses from which nobody is served until a time. Looking one up costs no database access: a copy in memory is
 * renewed every second. While the database is away, the last copy counts.
 */
@Component
public class BlockedAddresses {
    /** Whoever blocks more at once blocks everybody. */
    private static final int WIDEST_V4 = 8;

    private static final int WIDEST_V6 = 16;
    private static final int V4_BITS = 32;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_REASON = 500;

    private final JdbcBlockedAddresses store;
    private final TransactionOperations transaction;
    private final EventReporter events;
    private volatile AddressSet blocked = AddressSet.EMPTY;

    BlockedAddresses(JdbcBlockedAddresses store, TransactionOperations transaction, EventReporter events) {
        this.store = store;
        this.transaction = transaction;
        this.events = events;
    }

    /** Whether nobody is served at this address; no, for what is not an address. */
    public boolean isBlocked(String address) {
        return AddressRange.parse(address).filter(blocked::contains).isPresent();
    }

    /**
     * Blocks an address or a network, or changes for how long.
     *
     * @param range such as {@code 192.0.2.7}, {@code 192.0.2.0/24} or {@code 2001:db8::/48}
     * @throws PermanentException {@code VALUE_REFUSED} when it is none, is too wide, holds the caller's own address, or
     *     the time is too long
     */
    public void block(String range, Duration life, String reason, Origin by) {
        Optional<AddressRange> parsed = AddressRange.parse(range);
        events.reporting(Type.ADDRESS_BLOCK, by, target(parsed), () -> {
            AddressRange wanted = acceptable(parsed, by);
            if (life.isNegative() || life.isZero() || life.compareTo(LONGEST) > 0) {
                throw refused("An address can be blocked for up to %d days.".formatted(LONGEST.toDays()));
            }
            if (!PlainText.isReadable(reason, LONGEST_REASON)) {
                throw refused("Say in up to %d characters why the address is blocked.".formatted(LONGEST_REASON));
            }
            return transaction.execute(status -> {
                store.block(wanted.toString(), life, reason, by.actor());
                events.success(
                        Type.ADDRESS_BLOCK,
                        by,
                        target(parsed),
                        Map.of("reason", reason, "seconds", String.valueOf(life.toSeconds())));
                return true;
            });
        });
        refresh();
    }

    /** @throws PermanentException {@code BLOCK_NOT_FOUND} when exactly this range is not blocked */
    public void unblock(String range, Origin by) {
        Optional<AddressRange> parsed = AddressRange.parse(range);
        events.reporting(
                Type.ADDRESS_UNBLOCK,
                by,
                target(parsed),
                () -> transaction.execute(status -> {
                    if (parsed.filter(wanted -> store.unblock(wanted.toString()))
                            .isEmpty()) {
                        throw new PermanentException(
                                ErrorCode.BLOCK_NOT_FOUND, "Exactly this address or network is not blocked.");
                    }
                    events.success(Type.ADDRESS_UNBLOCK, by, target(parsed), Map.of());
                    return true;
                }));
        refresh();
    }

    /** What is blocked now, the newest first. */
    public List<BlockedAddress> list() {
        return store.list();
    }

    void refresh() {
        blocked = new AddressSet(store.list().stream()
                .flatMap(address -> AddressRange.parse(address.range()).stream())
                .toList());
    }

    private static AddressRange acceptable(Optional<AddressRange> parsed, Origin by) {
        AddressRange wanted = parsed.orElseThrow(
                () -> refused("This is not an IP address or a network such as 192.0.2.0/24 or 2001:db8::/48."));
        if (wanted.prefix() < (wanted.bits() == V4_BITS ? WIDEST_V4 : WIDEST_V6)) {
            throw refused("This network is too wide: it may hold a /%d of IPv4 or a /%d of IPv6 at most."
                    .formatted(WIDEST_V4, WIDEST_V6));
        }
        if (AddressRange.parse(by.address()).filter(wanted::contains).isPresent()) {
            throw refused("Your own address %s is in there.".formatted(by.address()));
        }
        return wanted;
    }

    private static String target(Optional<AddressRange> range) {
        return "address:" + range.map(AddressRange::toString).orElse("unknown");
    }

    private static PermanentException refused(String message) {
        return new PermanentException(ErrorCode.VALUE_REFUSED, message);
    }
}
