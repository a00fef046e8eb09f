package io.aiworkflow.identity;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What accounts may be called. */
final class AccountNames {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?");

    /** Security events and runs use them for what is not an account. */
    private static final Set<String> RESERVED = Set.of("anonymous", "engine", "everybody", "local", "unknown");

    private AccountNames() {}

    /** The name that somebody meant who typed this; whether it can be one is another question. */
    static String fold(String typed) {
        return typed == null ? "" : typed.strip().toLowerCase(Locale.ROOT);
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !RESERVED.contains(name);
    }

    /** How security events name an account, which need not exist. What cannot be a name may be a mistyped password. */
    static String target(String name) {
        return "account:" + (isName(name) ? name : "unknown");
    }
}
