package io.aiworkflow.platform.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * The upper-case names that settings have outside of the engine: those that {@code application.yaml} reads for one of its
 * properties, and the few that are read elsewhere.
 */
final class SettingNames {
    private static final String DEFAULTS = "application.yaml";
    private static final Pattern READS = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::.*)?}", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*)(?:\\.txt)?");

    /** Names that no property stands for, with their readers. */
    private static final Map<String, String> READ_ELSEWHERE = Map.ofEntries(
            Map.entry("ENGINE_ROLES", "the engine"),
            Map.entry("ENVIRONMENT", "the engine"),
            Map.entry("LOG_LEVEL", "the engine"),
            Map.entry("LOG_FORMAT", "the engine"),
            Map.entry("ENGINE_JAVA_OPTIONS", "the scripts"),
            Map.entry("JAVA_HOME", "the scripts"),
            Map.entry("DOMAIN", "Docker Compose"),
            Map.entry("POSTGRES_DB", "Docker Compose"),
            Map.entry("PGBOUNCER_ADDRESS", "Docker Compose"),
            Map.entry("SMTP_SMARTHOST", "Docker Compose"),
            Map.entry("SMTP_USERNAME", "Docker Compose"),
            Map.entry("ALERT_FROM", "Docker Compose"),
            Map.entry("ALERT_TO", "Docker Compose"),
            Map.entry("ALERT_SLACK_CHANNEL", "Docker Compose"),
            Map.entry("ENABLE_MONITORING", "nobody yet"),
            Map.entry("GOOGLE_API_KEY", "nobody yet"),
            Map.entry("GOOGLE_CLIENT_ID", "nobody yet"),
            Map.entry("GOOGLE_CLIENT_SECRET", "nobody yet"));

    /** Secret files of the runbook that are not called like their setting. */
    private static final Map<String, String> OF_FILES =
            Map.of("JWT_SECRET", "JWT_SECRET_KEY", "DB_PASSWORD", "POSTGRES_PASSWORD");

    private final Map<String, String> variables;

    private SettingNames(Map<String, String> variables) {
        this.variables = variables;
    }

    /** Reads them from the defaults that come with the engine. */
    static SettingNames load() {
        Map<String, String> variables = new LinkedHashMap<>();
        try {
            for (PropertySource<?> document :
                    new YamlPropertySourceLoader().load(DEFAULTS, new ClassPathResource(DEFAULTS))) {
                for (String property : ((EnumerablePropertySource<?>) document).getPropertyNames()) {
                    Matcher reads = READS.matcher(String.valueOf(document.getProperty(property)));
                    if (reads.matches()) {
                        variables.put(property, reads.group(1));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SettingNames(variables);
    }

    /** The upper-case name of each property that has one. */
    Map<String, String> variables() {
        return variables;
    }

    /** The names that no property stands for, with their readers. */
    Map<String, String> readElsewhere() {
        Map<String, String> names = new TreeMap<>(READ_ELSEWHERE);
        names.keySet().removeAll(variables.values());
        return names;
    }

    Set<String> all() {
        Set<String> all = new TreeSet<>(READ_ELSEWHERE.keySet());
        all.addAll(variables.values());
        return all;
    }

    /** The setting that a secret file gives, going by its name; empty for a file that is no secret file. */
    static Optional<String> ofFile(String fileName) {
        Matcher file = FILE.matcher(fileName);
        if (!file.matches()) {
            return Optional.empty();
        }
        String name = file.group(1).replace('-', '_').toUpperCase(Locale.ROOT);
        return Optional.of(OF_FILES.getOrDefault(name, name));
    }
}
