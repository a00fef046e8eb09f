package io.aiworkflow.platform.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Puts passwords that are given apart into the addresses that they belong to, where their source comes before that of the
 * address. So a secret file also counts against a password in {@code DATABASE_URL}.
 */
final class UrlPasswords extends MapPropertySource {
    private static final String NAME = "passwords of addresses";

    /** @param intoAny whether the password also goes into an address that has none */
    private record Pair(String url, String password, boolean intoAny) {}

    private static final List<Pair> PAIRS = List.of(
            new Pair("engine.database.url", "engine.database.password", false),
            new Pair("engine.database.direct-url", "engine.database.password", false),
            new Pair("engine.redis.url", "engine.redis.password", true));

    private final Map<String, FoundSetting> replaced = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private UrlPasswords(Map<String, Object> values) {
        super(NAME, values);
    }

    static void addTo(ConfigurableEnvironment environment, SettingNames names) {
        UrlPasswords passwords = new UrlPasswords(new LinkedHashMap<>());
        PAIRS.forEach(pair -> passwords.add(environment, pair, names));
        if (!passwords.replaced.isEmpty()) {
            environment.getPropertySources().addFirst(passwords);
        }
    }

    static Optional<UrlPasswords> in(Environment environment) {
        return environment instanceof ConfigurableEnvironment configurable
                        && configurable.getPropertySources().get(NAME) instanceof UrlPasswords passwords
                ? Optional.of(passwords)
                : Optional.empty();
    }

    /** Where the address came from before it got the password. */
    FoundSetting replaced(String property) {
        return replaced.get(property);
    }

    List<Finding> findings() {
        return findings;
    }

    private void add(ConfigurableEnvironment environment, Pair pair, SettingNames names) {
        Optional<FoundSetting> url = FoundSetting.of(environment, pair.url());
        Optional<FoundSetting> given = FoundSetting.of(environment, pair.password());
        String address = environment.getProperty(pair.url(), "").strip();
        String password = environment.getProperty(pair.password(), "");
        if (url.isEmpty() || given.isEmpty() || !StringUtils.hasText(address) || password.isEmpty()) {
            return;
        }
        Optional<String> present = UrlPassword.in(address);
        boolean comesBefore = given.get().rank() < url.get().rank();
        if (present.isPresent() ? !comesBefore || present.get().equals(password) : !pair.intoAny()) {
            return;
        }
        source.put(pair.url(), UrlPassword.with(password, address));
        replaced.put(pair.url(), url.get());
        if (present.isPresent()) {
            findings.add(Finding.note(
                    "The password in %s is not the one in %s, which comes before it and counts."
                            .formatted(name(pair.url(), names), name(pair.password(), names)),
                    "Leave the password out of the address."));
        }
    }

    private static String name(String property, SettingNames names) {
        return names.variables().getOrDefault(property, property);
    }

    /** Without what it holds. */
    @Override
    public String toString() {
        return NAME;
    }
}
