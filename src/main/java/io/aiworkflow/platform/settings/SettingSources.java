package io.aiworkflow.platform.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Makes one order for all settings: command line, system properties, secret files, environment, the deployment's
 * configuration files, defaults. It adds the secret files to Spring's sources, and gives upper-case names the rank of the
 * source that they stand in. It refuses nothing; {@link SettingChecks} does.
 */
final class SettingSources implements EnvironmentPostProcessor, Ordered {
    private static final String ENVIRONMENT = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    /** After the configuration files, which may name the folders of secret files. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        MutablePropertySources sources = environment.getPropertySources();
        if (!sources.contains(ENVIRONMENT)) {
            return;
        }
        SettingNames names = SettingNames.load();
        outside(sources).forEach(source -> addUpperCaseNames(sources, source, names));
        SecretFileSource secrets = new SecretFileSource(read(environment, names));
        sources.addBefore(ENVIRONMENT, secrets);
        addUpperCaseNames(sources, secrets, names);
        UrlPasswords.addTo(environment, names);
    }

    /** Everything up to the environment. What comes after it are files, whose names the defaults read. */
    private static List<PropertySource<?>> outside(MutablePropertySources sources) {
        List<PropertySource<?>> outside = new ArrayList<>();
        for (PropertySource<?> source : sources) {
            if (!ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
                outside.add(source);
            }
            if (source.getName().equals(ENVIRONMENT)) {
                break;
            }
        }
        return outside;
    }

    private static void addUpperCaseNames(MutablePropertySources sources, PropertySource<?> giver, SettingNames names) {
        UpperCaseSource.of(giver, names).ifPresent(source -> sources.addAfter(giver.getName(), source));
    }

    private static SecretFiles read(ConfigurableEnvironment environment, SettingNames known) {
        List<Path> folders = Binder.get(environment)
                .bind("engine.secrets.directories", Bindable.listOf(String.class))
                .map(names -> names.stream().map(Path::of).toList())
                .orElse(SecretsProperties.USUAL_DIRECTORIES);
        return SecretFiles.read(folders, !folders.equals(SecretsProperties.USUAL_DIRECTORIES), known.all());
    }
}
