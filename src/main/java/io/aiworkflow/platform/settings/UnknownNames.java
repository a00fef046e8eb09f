package io.aiworkflow.platform.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Finds names that somebody has set as settings of the engine, and that it does not know. */
final class UnknownNames {
    private static final String PREFIX = "ENGINE_";
    private static final ConfigurationPropertyName ENGINE = ConfigurationPropertyName.of("engine");

    /** Of the authors' own settings, and of the libraries'. */
    private static final List<String> OTHERS =
            List.of("ROUTES_", "SPRING_", "SERVER_", "LOGGING_", "CAMEL_", "MANAGEMENT_");

    private final Set<String> variables = new TreeSet<>();
    private final Set<String> properties = new TreeSet<>();
    private final List<ConfigurationPropertyName> withParts = new ArrayList<>();
    private final List<String> variablesWithParts = new ArrayList<>(OTHERS);

    UnknownNames(SettingNames names, SettingCatalogue catalogue) {
        variables.addAll(names.all());
        properties.addAll(names.variables().keySet());
        for (SettingCatalogue.Entry entry : catalogue.entries()) {
            properties.add(entry.name());
            variables.addAll(entry.variables());
            if (entry.hasParts()) {
                withParts.add(ConfigurationPropertyName.of(entry.name()));
                entry.variables().forEach(variable -> variablesWithParts.add(variable + "_"));
            }
        }
    }

    /**
     * A name that is not known.
     *
     * @param where the source or the file that sets it
     * @param nearest the one that was probably meant
     */
    record UnknownName(String name, String where, Optional<String> nearest) {
        /** To be put behind the name. */
        String hint() {
            return nearest.map(" (did you mean %s?)"::formatted).orElse("");
        }
    }

    /** Those of the environment that are like a setting, and all others that only the engine can be meant by. */
    List<UnknownName> in(ConfigurableEnvironment environment) {
        List<UnknownName> unknown = new ArrayList<>(inEnvironment(environment));
        SecretFileSource.in(environment)
                .ifPresent(secrets ->
                        secrets.files().values().forEach(file -> inFile(file).ifPresent(unknown::add)));
        unknown.addAll(properties(environment));
        return unknown;
    }

    /** The signing keys of tokens, of which there may be several, lie in the same folder. */
    Optional<UnknownName> inFile(SecretFile file) {
        return isKnown(file.setting()) || file.setting().startsWith("JWT")
                ? Optional.empty()
                : Optional.of(new UnknownName(
                        file.setting(), file.path().toString(), NearestName.of(file.setting(), variables)));
    }

    private List<UnknownName> inEnvironment(ConfigurableEnvironment environment) {
        List<UnknownName> unknown = new ArrayList<>();
        if (environment.getPropertySources().get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                instanceof EnumerablePropertySource<?> outside) {
            for (String name : new TreeSet<>(List.of(outside.getPropertyNames()))) {
                Optional<String> nearest = isKnown(name) ? Optional.empty() : NearestName.of(name, variables);
                if (!isKnown(name) && (nearest.isPresent() || name.startsWith(PREFIX))) {
                    unknown.add(new UnknownName(name, "environment", nearest));
                }
            }
        }
        return unknown;
    }

    private boolean isKnown(String variable) {
        return variables.contains(variable) || variablesWithParts.stream().anyMatch(variable::startsWith);
    }

    private List<UnknownName> properties(ConfigurableEnvironment environment) {
        List<UnknownName> unknown = new ArrayList<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            boolean likeEnvironment = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
            if (!likeEnvironment && source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream()
                        .filter(ENGINE::isAncestorOf)
                        .filter(name -> !isKnown(name))
                        .map(name -> name.toString().toLowerCase(Locale.ROOT))
                        .distinct()
                        .map(name -> new UnknownName(
                                name, SettingPlace.of(environment, name).describe(), NearestName.of(name, properties)))
                        .forEach(unknown::add);
            }
        }
        return unknown;
    }

    private boolean isKnown(ConfigurationPropertyName name) {
        return properties.stream()
                        .anyMatch(known -> ConfigurationPropertyName.of(known).equals(name))
                || withParts.stream().anyMatch(parts -> parts.isAncestorOf(name));
    }
}
