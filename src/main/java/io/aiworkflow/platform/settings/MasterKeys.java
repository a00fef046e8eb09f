package io.aiworkflow.platform.settings;

import io.aiworkflow.platform.StartRefused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * The keys that seal secrets, oldest first. They are read anew when one is missing, so that a key that was added to their
 * file is known without a restart.
 */
final class MasterKeys {
    private static final Logger log = LoggerFactory.getLogger(MasterKeys.class);

    private final LiveSecret configured;
    private final Optional<MasterKey> generated;
    private volatile List<MasterKey> keys;

    private MasterKeys(LiveSecret configured, Optional<MasterKey> generated, List<MasterKey> keys) {
        this.configured = configured;
        this.generated = generated;
        this.keys = keys;
    }

    /** The keys that are configured. Without any, one is made in the data folder; there it also opens what it has sealed. */
    static MasterKeys open(Environment environment, Path data) {
        LiveSecret configured = LiveSecret.of(environment, SecretsProperties.MASTER_KEY);
        GeneratedKeyFile file = new GeneratedKeyFile(data);
        List<MasterKey> given = parse(configured.read());
        Optional<MasterKey> generated = given.isEmpty() ? Optional.of(file.readOrMake()) : file.read();
        return new MasterKeys(configured, generated, all(generated, given));
    }

    /** What keeps the engine from starting with these keys. */
    static Optional<Finding> check(Environment environment, boolean production) {
        try {
            boolean missing = parse(LiveSecret.of(environment, SecretsProperties.MASTER_KEY)
                            .read())
                    .isEmpty();
            return missing && production
                    ? Optional.of(Finding.refusedInProduction(
                            "MASTER_KEY is not set; in production the engine makes none for itself.",
                            "Put one into secrets/master_key.txt: the one that the data folder holds in master.key, or a"
                                    + " new one, made with openssl rand -base64 32."))
                    : Optional.empty();
        } catch (StartRefused e) {
            return Optional.of(new Finding(Finding.Gravity.REFUSED, e.getMessage(), e.action()));
        }
    }

    /** The one that seals. */
    MasterKey newest() {
        List<MasterKey> now = keys;
        return now.get(now.size() - 1);
    }

    Optional<MasterKey> find(String id) {
        Optional<MasterKey> known = known(id);
        if (known.isPresent()) {
            return known;
        }
        refresh();
        return known(id);
    }

    /** Reads the keys anew. When they cannot be used any more, those of before stay. */
    synchronized void refresh() {
        try {
            List<MasterKey> given = MasterKey.parseAll(configured.read());
            if (!given.isEmpty()) {
                keys = all(generated, given);
            }
        } catch (IllegalArgumentException e) {
            log.warn("MASTER_KEY cannot be used any more ({}); the keys of before stay in use", e.getMessage());
        }
    }

    private Optional<MasterKey> known(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private static List<MasterKey> all(Optional<MasterKey> generated, List<MasterKey> given) {
        List<MasterKey> all = new ArrayList<>();
        generated
                .filter(key -> given.stream().noneMatch(other -> other.id().equals(key.id())))
                .ifPresent(all::add);
        all.addAll(given);
        return List.copyOf(all);
    }

    private static List<MasterKey> parse(String text) {
        try {
            return MasterKey.parseAll(text);
        } catch (IllegalArgumentException e) {
            throw new StartRefused(
                    "MASTER_KEY cannot be used: %s.".formatted(e.getMessage()),
                    "Make a key with openssl rand -base64 32. Several keys stand on lines of their own, the newest last.",
                    e);
        }
    }

    /** The ids only. */
    @Override
    public String toString() {
        return keys.toString();
    }
}
