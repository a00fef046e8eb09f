package io.aiworkflow.platform.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The secret files as a source of settings. It is read like the environment, before which it stands; the end of its name
 * makes Spring Boot do so.
 */
final class SecretFileSource extends SystemEnvironmentPropertySource implements OriginLookup<String> {
    static final String NAME = "secretFiles-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    private final SecretFiles files;

    SecretFileSource(SecretFiles files) {
        super(NAME, verbatim(files));
        this.files = files;
    }

    /** That of an environment, unless it was made without. */
    static Optional<SecretFileSource> in(Environment environment) {
        return environment instanceof ConfigurableEnvironment configurable
                        && configurable.getPropertySources().get(NAME) instanceof SecretFileSource source
                ? Optional.of(source)
                : Optional.empty();
    }

    Map<String, SecretFile> files() {
        return files.files();
    }

    List<Finding> findings() {
        return files.findings();
    }

    /** The file of a setting, under either of its names. */
    Optional<SecretFile> file(String name) {
        return Optional.ofNullable(files.files().get(resolvePropertyName(name)));
    }

    @Override
    public Origin getOrigin(String key) {
        return file(key).map(file -> (Origin) new FileOrigin(file.path())).orElse(null);
    }

    @Override
    public boolean isImmutable() {
        return true;
    }

    /** Without what it holds. */
    @Override
    public String toString() {
        return NAME;
    }

    private static Map<String, Object> verbatim(SecretFiles files) {
        Map<String, Object> values = new LinkedHashMap<>();
        files.files()
                .forEach((setting, file) ->
                        values.put(setting, verbatim(file.text().orElseThrow())));
        return values;
    }

    /** In a value Spring replaces each <code>${…}</code>, unless a backslash stands before it. */
    private static String verbatim(String text) {
        StringBuilder verbatim = new StringBuilder();
        int copied = 0;
        for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", start + 2)) {
            verbatim.append(text, copied, start);
            copied = start;
            if (isClosed(text, start + 2)) {
                verbatim.append('\\');
            }
        }
        return verbatim.append(text, copied, text.length()).toString();
    }

    private static boolean isClosed(String text, int from) {
        int open = 0;
        for (int i = from; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '}' && open == 0) {
                return true;
            }
            open += letter == '{' ? 1 : letter == '}' ? -1 : 0;
        }
        return false;
    }

    /** Where the secret is, for messages. */
    record FileOrigin(Path path) implements Origin {
        @Override
        public String toString() {
            return "secret file " + path;
        }
    }
}
