package io.aiworkflow.platform.settings;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where secrets are kept outside of the database, and how those in it follow the master key.
 *
 * @param directories folders of secret files, the first one before the others; set by {@code ENGINE_SECRETS_DIR},
 *     separated by commas
 * @param masterKey one or more keys of at least 32 random bytes in Base64, separated by white space or commas; the last
 *     one seals what is stored, all of them open it; set by {@code MASTER_KEY}
 * @param resealEvery pause between two looks for new master keys and for what an older one seals
 * @param resealBatch how many secrets are sealed anew between two looks at whether the engine stops
 */
@Validated
@ConfigurationProperties("engine.secrets")
record SecretsProperties(
        @DefaultValue({"/run/secrets", "secrets"}) List<Path> directories,
        @DefaultValue("") String masterKey,
        @DefaultValue("10m") Duration resealEvery,
        @DefaultValue("100") @Min(1) @Max(10_000) int resealBatch) {
    static final List<Path> USUAL_DIRECTORIES = List.of(Path.of("/run/secrets"), Path.of("secrets"));
    static final String MASTER_KEY = "engine.secrets.master-key";

    /** Leaves out the keys. */
    @Override
    public String toString() {
        return "SecretsProperties[directories=%s]".formatted(directories);
    }
}
