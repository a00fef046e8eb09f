package io.aiworkflow.platform.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/** All that there is to say about the secrets of an environment, without a value of one. */
final class SettingFindings {
    private final ConfigurableEnvironment environment;
    private final SettingNames names = SettingNames.load();

    private SettingFindings(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    static List<Finding> of(ConfigurableEnvironment environment) {
        return new SettingFindings(environment).all();
    }

    static boolean isProduction(ConfigurableEnvironment environment) {
        return environment.acceptsProfiles(Profiles.of("production"));
    }

    private List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        SecretFileSource.in(environment).ifPresent(secrets -> {
            findings.addAll(secrets.findings());
            secrets.files().values().forEach(file -> differs(file).ifPresent(findings::add));
            findings.addAll(unknown(secrets));
        });
        UrlPasswords.in(environment).ifPresent(passwords -> findings.addAll(passwords.findings()));
        SecretValues.of(environment, names).forEach((name, value) -> {
            if (Placeholders.isPlaceholder(value)) {
                findings.add(Finding.refusedInProduction(
                        "%s is a placeholder, which is no secret.".formatted(name),
                        "Set the real one, or remove it; secrets of your own are made with openssl rand -base64 32."));
            }
        });
        MasterKeys.check(environment, isProduction(environment)).ifPresent(findings::add);
        return findings;
    }

    /** A file and the environment that say different things, under either name of the setting. */
    private Optional<Finding> differs(SecretFile file) {
        PropertySource<?> outside =
                environment.getPropertySources().get(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        List<Object> values = new ArrayList<>();
        values.add(outside.getProperty(file.setting()));
        names.variables().forEach((property, variable) -> {
            if (variable.equals(file.setting())) {
                ConfigurationProperty found = ConfigurationPropertySource.from(outside)
                        .getConfigurationProperty(ConfigurationPropertyName.of(property));
                values.add(found == null ? null : found.getValue());
            }
        });
        boolean differs = values.stream()
                .filter(value -> value != null && StringUtils.hasText(value.toString()))
                .anyMatch(value -> !value.toString().equals(file.text().orElse("")));
        return differs
                ? Optional.of(Finding.note(
                        "%s is given by %s and, differently, by the environment: the file counts."
                                .formatted(file.setting(), file.path()),
                        "Remove the one that is not meant."))
                : Optional.empty();
    }

    private List<Finding> unknown(SecretFileSource secrets) {
        if (names.all().containsAll(secrets.files().keySet())) {
            return List.of();
        }
        UnknownNames unknown = new UnknownNames(names, SettingCatalogue.load());
        return secrets.files().values().stream()
                .flatMap(file -> unknown.inFile(file).stream())
                .map(name -> Finding.note(
                        "The secret file %s gives %s, which is not a setting of the engine%s."
                                .formatted(name.where(), name.name(), name.hint()),
                        "Rename or remove it."))
                .toList();
    }
}
