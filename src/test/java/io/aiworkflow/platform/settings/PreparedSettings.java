package io.aiworkflow.platform.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;

/** Settings from chosen sources, prepared as at a start. The secret files are real ones. */
final class PreparedSettings {
    private final Path secrets;
    private final Map<String, Object> commandLine = new LinkedHashMap<>();
    private final Map<String, Object> systemProperties = new HashMap<>();
    private final Map<String, Object> variables = new HashMap<>();
    private final Map<String, Object> configFile = new LinkedHashMap<>();

    /** @param secrets an empty folder */
    PreparedSettings(Path secrets) {
        this.secrets = secrets;
        variables.put("ENGINE_SECRETS_DIR", secrets.toString());
    }

    PreparedSettings commandLine(String name, String value) {
        commandLine.put(name, value);
        return this;
    }

    PreparedSettings systemProperty(String name, String value) {
        systemProperties.put(name, value);
        return this;
    }

    PreparedSettings variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    PreparedSettings configFile(String name, String value) {
        configFile.put(name, value);
        return this;
    }

    PreparedSettings secretFile(String name, String text) {
        return secretFile(name, text, "rw-------");
    }

    PreparedSettings secretFile(String name, String text, String mode) {
        try {
            Path file = Files.writeString(secrets.resolve(name), text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfigurableEnvironment prepare(String... profiles) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.setActiveProfiles(profiles);
        MutablePropertySources sources = environment.getPropertySources();
        sources.addFirst(
                new MapPropertySource(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME, commandLine));
        sources.replace(
                StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
                new MapPropertySource(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, systemProperties));
        sources.replace(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        sources.addLast(new MapPropertySource("config/application.yaml", configFile));
        try {
            new YamlPropertySourceLoader()
                    .load("defaults", new ClassPathResource("application.yaml"))
                    .forEach(sources::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ConfigurationPropertySources.attach(environment);
        new SettingSources().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }
}
