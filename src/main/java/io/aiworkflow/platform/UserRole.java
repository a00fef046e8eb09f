package io.aiworkflow.platform;

import java.util.Locale;

/** What an account may do. Each role may do all that those before it may. */
public enum UserRole {
    /** Starts workflows, and sees what became of its own runs. */
    USER,
    /** Also sees why route files were refused. */
    AUTHOR,
    /** Looks after the runs, workers and documents of everybody. */
    OPERATOR,
    /** Also decides about accounts, keys and settings. */
    ADMIN;

    /** The name in the database, in JSON and in route files. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean includes(UserRole other) {
        return compareTo(other) >= 0;
    }

    /** @throws IllegalArgumentException when there is no such role */
    public static UserRole ofWireName(String name) {
        for (UserRole role : values()) {
            if (role.wireName().equals(name)) {
                return role;
            }
        }
        throw new IllegalArgumentException(
                "'%s' is not a role; there are user, author, operator, admin".formatted(name));
    }
}
