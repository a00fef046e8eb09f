package io.aiworkflow.identity;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the database knows of signing keys, in memory. */
final class MemorySigningKeys extends JdbcSigningKeys {
    private final Clock clock;
    private final Map<String, KeyMaterial> made = new LinkedHashMap<>();
    private final Set<String> noted = new HashSet<>();
    private final Set<String> revoked = new HashSet<>();

    MemorySigningKeys(Clock clock) {
        super(null);
        this.clock = clock;
    }

    @Override
    List<KeyMaterial> made() {
        return new ArrayList<>(made.values());
    }

    @Override
    boolean makeFirst(String kid, String secret) {
        return made.isEmpty() && make(kid, secret);
    }

    @Override
    boolean make(String kid, String secret) {
        return made.put(kid, new KeyMaterial(secret, clock.instant(), SOURCE)) == null;
    }

    @Override
    boolean note(String kid) {
        return !revoked.contains(kid) && noted.add(kid);
    }

    @Override
    boolean drop(String kid) {
        return noted.remove(kid) | made.remove(kid) != null;
    }

    @Override
    Set<String> revoked() {
        return Set.copyOf(revoked);
    }

    @Override
    boolean isKnown(String kid) {
        return (noted.contains(kid) || made.containsKey(kid)) && !revoked.contains(kid);
    }

    @Override
    boolean revoke(String kid) {
        drop(kid);
        return revoked.add(kid);
    }
}
