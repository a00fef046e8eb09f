package io.aiworkflow.platform.settings;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells the values that stand where a secret belongs and that everybody knows, such as those of examples and manuals. */
public final class Placeholders {
    private static final Set<String> KNOWN = Set.of(
            "admin",
            "changeit",
            "default",
            "dummy",
            "example",
            "letmein",
            "master_key",
            "mysecret",
            "none",
            "passwd",
            "password",
            "password1",
            "password123",
            "postgres",
            "qwerty",
            "redis",
            "root",
            "secret",
            "secret_key",
            "secretkey",
            "supersecret",
            "tbd",
            "test",
            "todo",
            "12345",
            "123456",
            "12345678",
            "123456789",
            "1234567890");

    /** For example {@code your_google_api_key}, {@code generate_secure_jwt_secret_here}, {@code <password>}. */
    private static final Pattern FORM = Pattern.compile("(?:your|enter|insert|replace|generate|put)[_ -].*"
            + "|.*[_ -](?:here|placeholder|example)"
            + "|.*change[_ -]?me.*|.*(?:to|be)[_ -]?(?:changed|replaced).*"
            + "|<.*>|\\$\\{.*}|\\{\\{.*}}"
            + "|(.)\\1*");

    private Placeholders() {}

    /** Whether the value was never meant to be used. */
    public static boolean isPlaceholder(String value) {
        String plain = value.strip().toLowerCase(Locale.ROOT);
        return KNOWN.contains(plain) || FORM.matcher(plain).matches();
    }
}
