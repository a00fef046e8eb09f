package io.aiworkflow.platform;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Switches on the roles: those among {@code spring.profiles.active}, else those of {@code ENGINE_ROLES}, else all; and the
 * profile that {@code ENVIRONMENT} names. It runs before the configuration files are read, so that their files are found.
 */
final class RoleProfiles implements EnvironmentPostProcessor, Ordered {
    private static final Set<String> ENVIRONMENTS = Set.of("development", "staging", "production");
    private static final Set<String> OTHER_PROFILES = Set.of("development", "staging", "production", "test");

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Set<String> active = new LinkedHashSet<>(List.of(environment.getActiveProfiles()));
        active.addAll(names(environment.getProperty("spring.profiles.active")));
        active.forEach(name -> check("spring.profiles.active", name, OTHER_PROFILES));
        activateEnvironment(environment, active);
        if (active.stream().anyMatch(name -> Role.named(name).isPresent())) {
            return;
        }
        List<String> wanted = names(environment.getProperty("ENGINE_ROLES"));
        wanted.forEach(name -> check("ENGINE_ROLES", name, Set.of()));
        Stream<String> roles = wanted.isEmpty() ? Stream.of(Role.values()).map(Role::profile) : wanted.stream();
        roles.forEach(environment::addActiveProfile);
    }

    private static void activateEnvironment(ConfigurableEnvironment environment, Set<String> active) {
        String wanted = environment.getProperty("ENVIRONMENT", "").strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return;
        }
        if (!ENVIRONMENTS.contains(wanted)) {
            throw new StartRefused(
                    "ENVIRONMENT is '%s', which the engine does not know.".formatted(wanted),
                    "Use development, staging or production.");
        }
        active.stream()
                .filter(name -> ENVIRONMENTS.contains(name) && !name.equals(wanted))
                .findFirst()
                .ifPresent(other -> {
                    throw new StartRefused(
                            "ENVIRONMENT is %s, but spring.profiles.active names %s.".formatted(wanted, other),
                            "Remove the one that is not meant.");
                });
        environment.addActiveProfile(wanted);
    }

    private static List<String> names(String list) {
        return Stream.of(StringUtils.commaDelimitedListToStringArray(list))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static void check(String setting, String name, Set<String> alsoAllowed) {
        if (Role.named(name).isEmpty() && !alsoAllowed.contains(name)) {
            throw new StartRefused(
                    "%s names '%s', which is not a role of the engine.".formatted(setting, name),
                    "Use one or more of api, worker and webui, separated by commas, or leave it out to run all three.");
        }
    }
}
