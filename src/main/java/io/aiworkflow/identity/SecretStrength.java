package io.aiworkflow.identity;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells secrets that came out of a random generator from those that somebody has typed or left as they were. */
final class SecretStrength {
    static final int FEWEST_BYTES = 32;

    private static final int FEWEST_BITS = 128;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]+={0,2}");
    private static final List<String> PLACEHOLDERS = List.of(
            "secret",
            "changeme",
            "change-me",
            "change_me",
            "placeholder",
            "example",
            "generate",
            "replace",
            "password",
            "default",
            "your_",
            "your-",
            "insert",
            "jwt_",
            "jwt-",
            "qwert");
    private static final double FEWEST_DIGITS = 0.08;

    private SecretStrength() {}

    /** What is wrong with it; empty when nothing is. */
    static Optional<String> weakness(String secret) {
        if (bytes(secret) < FEWEST_BYTES) {
            return Optional.of("is shorter than %d random bytes".formatted(FEWEST_BYTES));
        }
        String lower = secret.toLowerCase(Locale.ROOT);
        if (PLACEHOLDERS.stream().anyMatch(lower::contains)) {
            return Optional.of("looks like a placeholder");
        }
        if (isWords(secret)) {
            return Optional.of("is made of words");
        }
        if (isRepetition(secret) || isRun(secret) || bits(secret) < FEWEST_BITS) {
            return Optional.of("is too regular to be random");
        }
        return Optional.empty();
    }

    /** Generators use both cases, or many digits. */
    private static boolean isWords(String secret) {
        boolean oneCase =
                secret.equals(secret.toLowerCase(Locale.ROOT)) || secret.equals(secret.toUpperCase(Locale.ROOT));
        long digits = secret.chars().filter(Character::isDigit).count();
        return oneCase && digits < secret.length() * FEWEST_DIGITS;
    }

    /** How many bytes it stands for at most: text that may be hexadecimal or Base64 is taken to be that. */
    private static int bytes(String secret) {
        if (HEX.matcher(secret).matches()) {
            return secret.length() / 2;
        }
        if (BASE64.matcher(secret).matches()) {
            return secret.replace("=", "").length() * 3 / 4;
        }
        return secret.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The information in it, judged by how often each character occurs. */
    private static double bits(String secret) {
        Map<Integer, Long> counts =
                secret.chars().boxed().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        double length = secret.length();
        return counts.values().stream()
                .mapToDouble(count -> -count * Math.log(count / length) / Math.log(2))
                .sum();
    }

    private static boolean isRepetition(String secret) {
        for (int piece = 1; piece <= secret.length() / 2; piece++) {
            if (secret.regionMatches(piece, secret, 0, secret.length() - piece)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRun(String secret) {
        int steps = 0;
        for (int i = 1; i < secret.length(); i++) {
            if (Math.abs(secret.charAt(i) - secret.charAt(i - 1)) <= 1) {
                steps++;
            }
        }
        return steps > secret.length() / 2;
    }
}
