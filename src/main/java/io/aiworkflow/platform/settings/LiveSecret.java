package io.aiworkflow.platform.settings;

import io.aiworkflow.failure.Redaction;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * A secret setting that may change while the engine runs: when a secret file gives it, the file is read anew each time.
 * From any other source it stays as it was at the start.
 */
public final class LiveSecret {
    private static final Logger log = LoggerFactory.getLogger(LiveSecret.class);

    private final SecretFile file;
    private volatile String last;

    private LiveSecret(SecretFile file, String last) {
        this.file = file;
        this.last = last;
    }

    /** @param property for example {@code engine.secrets.master-key} */
    public static LiveSecret of(Environment environment, String property) {
        Optional<SecretFile> file = FoundSetting.of(environment, property).flatMap(found -> file(found, property));
        return new LiveSecret(file.orElse(null), environment.getProperty(property, ""));
    }

    /** The secret as it is now; what it was last when its file cannot be read any more, and blank when it is not set. */
    public String read() {
        if (file == null) {
            return last;
        }
        SecretFile now = SecretFile.read(file.setting(), file.path());
        if (now.text().isPresent()) {
            String found = now.text().get();
            if (!found.equals(last)) {
                Redaction.learn(List.of(found));
            }
            last = found;
        } else {
            now.finding().ifPresent(finding -> log.warn("{} What it held before counts.", finding.problem()));
        }
        return last;
    }

    private static Optional<SecretFile> file(FoundSetting found, String property) {
        PropertySource<?> source = found.source();
        String name = property;
        if (source instanceof UpperCaseSource upperCase) {
            source = upperCase.giver();
            name = String.valueOf(found.origin());
        }
        return source instanceof SecretFileSource secrets ? secrets.file(name) : Optional.empty();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return file == null ? "a secret that does not change" : file.toString();
    }
}
