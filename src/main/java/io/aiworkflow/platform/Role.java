package io.aiworkflow.platform;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.env.Environment;

/** The parts of the engine that can run in a process of their own; each is a Spring profile of the same name. */
public enum Role {
    /** The REST doors. */
    API,
    /** The dispatcher that executes runs. */
    WORKER,
    /** The pages for people. */
    WEBUI;

    /** The name of the Spring profile. */
    public String profile() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The roles of this process, in a fixed order. */
    public static List<Role> of(Environment environment) {
        List<String> profiles = List.of(environment.getActiveProfiles());
        return Arrays.stream(values())
                .filter(role -> profiles.contains(role.profile()))
                .toList();
    }

    static Optional<Role> named(String profile) {
        return Arrays.stream(values())
                .filter(role -> role.profile().equals(profile))
                .findFirst();
    }
}
