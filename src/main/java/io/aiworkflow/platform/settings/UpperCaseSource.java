package io.aiworkflow.platform.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.StringUtils;

/**
 * The properties that another source gives under their upper-case names. It stands directly behind that source, so that
 * a setting has the same rank under either name.
 */
final class UpperCaseSource extends MapPropertySource implements OriginLookup<String> {
    private final PropertySource<?> giver;
    private final Map<String, String> variables;

    private UpperCaseSource(PropertySource<?> giver, Map<String, Object> values, Map<String, String> variables) {
        super("upper-case names of " + giver.getName(), values);
        this.giver = giver;
        this.variables = variables;
    }

    /** Empty when the source gives none; a blank value gives none, for Docker Compose passes on what is not set as blank. */
    static Optional<UpperCaseSource> of(PropertySource<?> giver, SettingNames names) {
        Map<String, Object> values = new LinkedHashMap<>();
        names.variables().forEach((property, variable) -> {
            Object value = giver.getProperty(variable);
            if (value != null && StringUtils.hasText(value.toString())) {
                values.put(property, "${" + variable + "}");
            }
        });
        return values.isEmpty() ? Optional.empty() : Optional.of(new UpperCaseSource(giver, values, names.variables()));
    }

    PropertySource<?> giver() {
        return giver;
    }

    /** The upper-case name, for messages. */
    @Override
    public Origin getOrigin(String property) {
        return containsProperty(property) ? new VariableOrigin(variables.get(property)) : null;
    }

    @Override
    public boolean isImmutable() {
        return true;
    }

    private record VariableOrigin(String variable) implements Origin {
        @Override
        public String toString() {
            return variable;
        }
    }
}
