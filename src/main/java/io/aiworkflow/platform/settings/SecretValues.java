package io.aiworkflow.platform.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;

/** The secrets among the settings that are set, to be judged and to be kept out of what is shown. */
final class SecretValues {
    private SecretValues() {}

    /** By what they are called in messages: an upper-case name, or the password in such an address. */
    static Map<String, String> of(ConfigurableEnvironment environment, SettingNames names) {
        Map<String, String> secrets = new LinkedHashMap<>();
        SecretFileSource.in(environment)
                .ifPresent(source -> source.files().keySet().stream()
                        .filter(variable -> !names.all().contains(variable))
                        .forEach(variable -> secrets.put(variable, environment.getProperty(variable, ""))));
        names.variables().forEach((property, variable) -> {
            String value = environment.getProperty(property, "");
            if (Masking.isSecret(variable)) {
                secrets.put(variable, value);
            } else {
                UrlPassword.in(value).ifPresent(password -> secrets.put("The password in " + variable, password));
            }
        });
        names.readElsewhere().keySet().stream()
                .filter(Masking::isSecret)
                .forEach(variable -> secrets.put(variable, environment.getProperty(variable, "")));
        secrets.values().removeIf(String::isBlank);
        return secrets;
    }
}
