package io.aiworkflow.platform.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.StringUtils;

/**
 * Tells of every setting its value, where that comes from, and what is wrong with it. Nothing that is secret by its name,
 * its source or its content leaves it.
 */
final class Explainer {
    private static final String AUTHORS = "routes";

    /** Shorter ones may stand in any text by chance. */
    private static final int SHORTEST_SECRET = 6;

    private final ConfigurableEnvironment environment;
    private final SettingNames names = SettingNames.load();
    private final SettingCatalogue catalogue = SettingCatalogue.load();
    private final List<String> secrets;

    Explainer(ConfigurableEnvironment environment) {
        this.environment = environment;
        this.secrets = SecretValues.of(environment, names).values().stream()
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .toList();
    }

    Explanation explain() {
        List<ExplainedSetting> settings = new ArrayList<>();
        properties().forEach((property, entry) -> settings.addAll(property(property, entry)));
        parts(AUTHORS).forEach(part -> settings.add(setting(part, "", true, Optional.of("read by routes"))));
        settings.sort(Comparator.comparing(ExplainedSetting::name));
        names.readElsewhere().forEach((variable, reader) -> settings.add(variable(variable, reader)));
        return new Explanation(
                SettingFindings.isProduction(environment),
                settings,
                SettingFindings.of(environment),
                new UnknownNames(names, catalogue).in(environment));
    }

    /** Those that records have, and those of libraries that have an upper-case name. */
    private Map<String, SettingCatalogue.Entry> properties() {
        Map<String, SettingCatalogue.Entry> properties = new TreeMap<>();
        names.variables()
                .keySet()
                .forEach(property -> properties.put(property, new SettingCatalogue.Entry(property, "", "")));
        catalogue.entries().forEach(entry -> properties.put(entry.name(), entry));
        return properties;
    }

    private List<ExplainedSetting> property(String property, SettingCatalogue.Entry entry) {
        Set<String> parts =
                entry.hasParts() && FoundSetting.of(environment, property).isEmpty() ? parts(property) : Set.of();
        if (parts.isEmpty()) {
            return List.of(setting(property, entry.usual(), false, Optional.empty()));
        }
        return parts.stream()
                .map(part -> setting(part, "", false, Optional.empty()))
                .toList();
    }

    private ExplainedSetting setting(String property, String usual, boolean hidden, Optional<String> remark) {
        Optional<String> variable = Optional.ofNullable(names.variables().get(property));
        Optional<FoundSetting> found = FoundSetting.of(environment, property);
        SettingPlace place = found.isEmpty() ? SettingPlace.DEFAULT : place(property, variable);
        String value = found.isEmpty() ? usual : resolved(found.get().raw());
        boolean secret = hidden
                || Masking.isSecret(property)
                || variable.filter(Masking::isSecret).isPresent();
        return new ExplainedSetting(property, variable, shown(value, secret, place), place, remark);
    }

    /** The defaults only pass on what a variable holds, wherever that is set. */
    private SettingPlace place(String property, Optional<String> variable) {
        SettingPlace place = SettingPlace.of(environment, property);
        return place.equals(SettingPlace.DEFAULT)
                ? variable.flatMap(this::giver)
                        .map(source -> SettingPlace.of(source, variable.get()))
                        .orElse(place)
                : place;
    }

    private ExplainedSetting variable(String variable, String reader) {
        Optional<PropertySource<?>> giver = giver(variable);
        SettingPlace place =
                giver.map(source -> SettingPlace.of(source, variable)).orElse(new SettingPlace("not set", ""));
        String value =
                giver.map(source -> resolved(source.getProperty(variable))).orElse("");
        boolean hidden = Masking.isSecret(variable) || variable.equals("ENGINE_JAVA_OPTIONS");
        Optional<String> remark = reader.equals("the engine") ? Optional.empty() : Optional.of("read by " + reader);
        return new ExplainedSetting(variable, Optional.empty(), shown(value, hidden, place), place, remark);
    }

    private Optional<PropertySource<?>> giver(String variable) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (!ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)
                    && source.getProperty(variable) != null) {
                return Optional.of(source);
            }
        }
        return Optional.empty();
    }

    private Optional<String> shown(String value, boolean secret, SettingPlace place) {
        if (!StringUtils.hasText(value)) {
            return Optional.empty();
        }
        if (secret || place.source().equals("secret file")) {
            return Optional.of(Masking.MASK);
        }
        String shown = Masking.withoutLogins(value);
        return Optional.of(secrets.stream().anyMatch(shown::contains) ? Masking.MASK : shown);
    }

    /** All names below this one that are set anywhere. */
    private Set<String> parts(String property) {
        ConfigurationPropertyName parent = ConfigurationPropertyName.of(property);
        Set<String> parts = new TreeSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream()
                        .filter(parent::isAncestorOf)
                        .map(Object::toString)
                        .forEach(parts::add);
            }
        }
        return parts;
    }

    private String resolved(Object raw) {
        try {
            return environment.resolvePlaceholders(String.valueOf(raw));
        } catch (PlaceholderResolutionException e) {
            return "(cannot be resolved)";
        }
    }
}
