package io.aiworkflow.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Passwords that guessers try first: those of a list, in any spelling with capital letters, with digits in place of
 * letters or with signs at the end, and those that consist of one short piece or one run of neighbouring characters.
 */
@Component
class CommonPasswords {
    private static final String LIST = "/identity/common-passwords.txt";
    private static final String SUBSTITUTES = "01345789@$!|+";
    private static final String LETTERS = "oleastbgasiit";
    private static final int SHORTEST_REST = 8;

    private final Set<String> list = read();

    int size() {
        return list.size();
    }

    boolean contains(String password) {
        String text = password.toLowerCase(Locale.ROOT);
        return isRepetition(text) || isRun(text) || spellings(text).anyMatch(list::contains);
    }

    private static Stream<String> spellings(String text) {
        String bare = text.replaceAll("[^\\p{L}\\p{N}]", "");
        String trimmed = text.replaceAll("[^\\p{L}]+$", "");
        Stream<String> asTyped = Stream.of(text, bare, trimmed.length() >= SHORTEST_REST ? trimmed : text);
        return asTyped.flatMap(spelling -> Stream.of(spelling, withLetters(spelling)));
    }

    private static String withLetters(String text) {
        StringBuilder letters = new StringBuilder(text.length());
        for (char sign : text.toCharArray()) {
            int place = SUBSTITUTES.indexOf(sign);
            letters.append(place < 0 ? sign : LETTERS.charAt(place));
        }
        return letters.toString();
    }

    /** One piece again and again; the last one may be cut. */
    private static boolean isRepetition(String text) {
        for (int piece = 1; piece <= text.length() / 2; piece++) {
            if (text.regionMatches(piece, text, 0, text.length() - piece)) {
                return true;
            }
        }
        return false;
    }

    /** Up or down through the alphabet or the digits, except for a few steps. */
    private static boolean isRun(String text) {
        int steps = 0;
        for (int i = 1; i < text.length(); i++) {
            int step = text.charAt(i) - text.charAt(i - 1);
            if (Math.abs(step) <= 1) {
                steps++;
            }
        }
        return steps >= (text.length() - 1) * 3 / 4;
    }

    private static Set<String> read() {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(CommonPasswords.class.getResourceAsStream(LIST), StandardCharsets.UTF_8))) {
            Set<String> passwords = new HashSet<>();
            reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("# "))
                    .forEach(passwords::add);
            return passwords;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
