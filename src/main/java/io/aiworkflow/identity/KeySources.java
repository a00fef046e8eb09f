package io.aiworkflow.identity;

import io.aiworkflow.platform.StartRefused;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Where the secrets are that sign tokens: the files of a folder, else the setting, else, outside of production, the
 * database, where the engine makes one itself. One place counts, never a mixture: what was taken out of it must be gone.
 */
@Component
class KeySources {
    static final String SETTING = "JWT_SECRET_KEY";
    private static final Logger LOG = LoggerFactory.getLogger(KeySources.class);
    private static final String ALGORITHM = "HS256";
    private static final String REMEDY =
            "Make one with 'openssl rand -base64 32', and put it into a file secrets/jwt_secret.txt or into JWT_SECRET_KEY.";

    private final KeyFiles files;
    private final TokenProperties properties;
    private final JdbcSigningKeys made;
    private final boolean production;

    KeySources(TokenProperties properties, JdbcSigningKeys made, Environment environment) {
        if (!ALGORITHM.equals(properties.algorithm())) {
            throw new StartRefused(
                    "JWT_ALGORITHM is '%s', but tokens are signed with HS256 only.".formatted(properties.algorithm()),
                    "Leave JWT_ALGORITHM out, or give it the value HS256.");
        }
        this.files = new KeyFiles(properties.keyDirectories());
        this.properties = properties;
        this.made = made;
        this.production = environment.acceptsProfiles(Profiles.of("production"));
    }

    /**
     * The secrets to start with.
     *
     * @throws StartRefused in production, when there are none or one of them is weak
     */
    List<KeyMaterial> atStart() {
        List<KeyMaterial> secrets;
        try {
            secrets = now();
        } catch (UncheckedIOException e) {
            throw new StartRefused(
                    "The signing keys cannot be read: %s".formatted(e.getMessage()),
                    "Make the files readable for the user '%s'.".formatted(System.getProperty("user.name")),
                    e);
        }
        if (secrets.isEmpty()) {
            throw new StartRefused(
                    "There is no secret to sign tokens with, and in production it has to be given.", REMEDY);
        }
        for (KeyMaterial secret : secrets) {
            Optional<String> weakness = weakness(secret);
            if (weakness.isPresent() && production) {
                throw new StartRefused(
                        "The secret in %s %s.".formatted(secret.source(), weakness.get()),
                        REMEDY + " With a changed secret, everybody has to log in again.");
            }
            weakness.ifPresent(
                    why -> LOG.warn("The secret in {} {}: do not use it outside of development", secret.source(), why));
        }
        if (!properties.secret().isBlank() && !secrets.get(0).source().equals(SETTING)) {
            LOG.info(
                    "{} is not used, since there are key files such as {}",
                    SETTING,
                    secrets.get(0).source());
        }
        return secrets;
    }

    /** The secrets as they are now; none only in production. */
    List<KeyMaterial> now() {
        List<KeyMaterial> found = files.read();
        if (!found.isEmpty()) {
            return found;
        }
        if (!properties.secret().isBlank()) {
            return List.of(new KeyMaterial(properties.secret().strip(), Instant.EPOCH, SETTING));
        }
        return production ? List.of() : made();
    }

    /** What may not be used as a secret here, though it was not refused at the start. */
    boolean isRefused(KeyMaterial secret) {
        return production && weakness(secret).isPresent();
    }

    private List<KeyMaterial> made() {
        List<KeyMaterial> known = made.made();
        if (!known.isEmpty()) {
            return known;
        }
        String secret = OpaqueToken.random();
        made.makeFirst(SigningKey.kid(secret), secret);
        return made.made();
    }

    private static Optional<String> weakness(KeyMaterial secret) {
        return SecretStrength.weakness(secret.secret());
    }
}
