package io.aiworkflow.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The tokens and keys with which the engine acts for its users on outside systems. They are stored sealed only. */
public interface CredentialStore {
    /**
     * Stores the value in place of an earlier one.
     *
     * @param expiresAt when it stops opening the outside system, as that one has told; null if nobody knows
     */
    void put(CredentialName name, CredentialValue value, Instant expiresAt);

    /** The same for a value of which nobody knows when it ends. */
    default void put(CredentialName name, CredentialValue value) {
        put(name, value, null);
    }

    /** @throws io.aiworkflow.failure.PermanentException when it is there and cannot be opened */
    Optional<CredentialValue> get(CredentialName name);

    /** Whether there was one. */
    boolean delete(CredentialName name);

    /**
     * Deletes all that an account has.
     *
     * @return how many there were
     */
    int deleteAll(UUID owner);

    /** The owner's credentials for one connector, by name. */
    List<StoredCredential> list(UUID owner, String connector);

    /** Everybody's that end before this moment or have ended, the next first. */
    List<StoredCredential> expiringBefore(Instant moment, int most);
}
