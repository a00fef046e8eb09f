package io.aiworkflow.platform.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.Resource;

/**
 * Where a setting comes from, in the words of an operator.
 *
 * @param source {@code default}, {@code file}, {@code environment}, {@code secret file}, {@code system property} or
 *     {@code command line}
 * @param where the file or the name within it; may be empty
 */
record SettingPlace(String source, String where) {
    static final SettingPlace DEFAULT = new SettingPlace("default", "");

    /** Of a property that is set somewhere. */
    static SettingPlace of(Environment environment, String property) {
        return FoundSetting.of(environment, property)
                .map(found -> of(environment, property, found))
                .orElse(DEFAULT);
    }

    private static SettingPlace of(Environment environment, String property, FoundSetting found) {
        if (found.source() instanceof UrlPasswords passwords) {
            return of(environment, property, passwords.replaced(property));
        }
        if (found.source() instanceof UpperCaseSource upperCase) {
            return of(upperCase.giver(), String.valueOf(found.origin()));
        }
        return of(found.source(), found.origin(), property);
    }

    /** Of a name in a source that has it. */
    static SettingPlace of(PropertySource<?> source, String name) {
        return of(source, OriginLookup.getOrigin(source, name), name);
    }

    private static SettingPlace of(PropertySource<?> source, Origin origin, String name) {
        if (origin instanceof SecretFileSource.FileOrigin file) {
            return new SettingPlace("secret file", shortened(file.path()));
        }
        if (origin instanceof SystemEnvironmentOrigin variable) {
            return new SettingPlace("environment", variable.getProperty());
        }
        if (origin instanceof TextResourceOrigin text) {
            return file(text);
        }
        return switch (source.getName()) {
            case CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME ->
                new SettingPlace("command line", "--" + name);
            case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME ->
                new SettingPlace("system property", "-D" + name);
            case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME -> new SettingPlace("environment", name);
            case "spring.application.json" -> new SettingPlace("environment", "SPRING_APPLICATION_JSON");
            default -> new SettingPlace(source.getName(), "");
        };
    }

    private static SettingPlace file(TextResourceOrigin text) {
        Optional<Path> path = path(text.getResource());
        return path.isEmpty()
                ? DEFAULT
                : new SettingPlace(
                        "file",
                        text.getLocation() == null
                                ? shortened(path.get())
                                : shortened(path.get()) + ":"
                                        + (text.getLocation().getLine() + 1));
    }

    /** Empty for what comes with the engine. */
    private static Optional<Path> path(Resource resource) {
        try {
            return resource.getDescription().startsWith("class path resource")
                    ? Optional.empty()
                    : Optional.of(resource.getFile().toPath());
        } catch (IOException e) {
            return Optional.of(Path.of(String.valueOf(resource.getFilename())));
        }
    }

    private static String shortened(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
    }

    /** For example {@code secret file secrets/db_password.txt}. */
    String describe() {
        return where.isEmpty() ? source : source + " " + where;
    }
}
