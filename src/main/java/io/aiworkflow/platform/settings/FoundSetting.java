package io.aiworkflow.platform.settings;

import java.util.Optional;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * The value of a property that counts, and where it comes from.
 *
 * @param raw with its placeholders
 * @param origin the place within the source; may be null
 * @param rank how many sources come before this one
 */
record FoundSetting(Object raw, PropertySource<?> source, Origin origin, int rank) {

    static Optional<FoundSetting> of(Environment environment, String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        int rank = 0;
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty found = source.getConfigurationProperty(name);
            if (found != null && source.getUnderlyingSource() instanceof PropertySource<?> underlying) {
                return Optional.of(new FoundSetting(found.getValue(), underlying, within(found.getOrigin()), rank));
            }
            rank++;
        }
        return Optional.empty();
    }

    /** Spring Boot tells the source and the place within it in one. */
    private static Origin within(Origin origin) {
        return origin instanceof PropertySourceOrigin both ? both.getOrigin() : origin;
    }

    /** Without the value. */
    @Override
    public String toString() {
        return "found in " + source.getName();
    }
}
