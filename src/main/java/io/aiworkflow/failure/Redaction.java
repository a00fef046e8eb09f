package io.aiworkflow.failure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * Takes secrets out of text that people will read: log lines, errors of runs and steps, problem documents. It knows the
 * secrets that it was told, and the usual forms of others. It is a net below code that does not put secrets into texts,
 * and no leave to do so.
 */
public final class Redaction {
    private static final String MASK = "***";

    /** What is shorter would be found in words. */
    private static final int SHORTEST = 6;

    /** A secret of this length is found inside longer words too; a shorter one might be a word itself. */
    private static final int CERTAIN = 12;

    private static final List<Form> FORMS = List.of(
            new Form("://", "([A-Za-z][A-Za-z0-9+.-]{1,20}://)(?!user:password@)[^\\s/?#\"'<>]+@", "$1" + MASK + "@"),
            new Form("earer", "\\b([Bb]earer)\\s+(?=\\S+[0-9A-Z._=-])[A-Za-z0-9._~+/-]{8,}=*", "$1 " + MASK),
            new Form("Basic", "\\b(Basic)\\s+(?=[A-Za-z0-9+/]+[0-9A-Z=])[A-Za-z0-9+/]{6,}=*", "$1 " + MASK),
            new Form("eyJ", "\\beyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}(\\.[A-Za-z0-9_-]*)?", MASK),
            new Form("aw", "\\b(aw[erp]_)[A-Za-z0-9_-]{6,}", "$1" + MASK),
            new Form(
                    "PRIVATE KEY",
                    "-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\\s\\\\]*(-----END [A-Z ]*PRIVATE KEY-----)?",
                    MASK),
            new Form("=", "([?&](?:key|sig|signature)=)[^&\\s\"'<>]+", "$1" + MASK),
            new Form(
                    "=",
                    "(?i)((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|credentials?)[a-z0-9_.-]{0,40}\\s?=\\s?)"
                            + "(?:\"[^\"]*\"|'[^']*'|[^\\s\"',;&)}\\]]+)",
                    "$1" + MASK),
            new Form(
                    "\"",
                    "(?i)(\"[a-z0-9_.-]{0,40}(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key)[a-z0-9_.-]{0,40}\"\\s?:\\s?)"
                            // Possessive, as each character would else take a part of the stack.
                            + "\"(?:[^\"\\\\]|\\\\.)*+\"",
                    "$1\"" + MASK + "\""));

    private static final AtomicReference<List<String>> KNOWN = new AtomicReference<>(List.of());

    private Redaction() {}

    /** The text without secrets; null stays null. */
    public static String clean(String text) {
        if (text == null || text.length() < SHORTEST) {
            return text;
        }
        String cleaned = text;
        for (String secret : KNOWN.get()) {
            cleaned = without(secret, cleaned);
        }
        for (Form form : FORMS) {
            cleaned = form.clean(cleaned);
        }
        return cleaned;
    }

    /** Makes a secret known from now on, also as it looks in a URL. One of fewer than six characters is left out. */
    public static void learn(Collection<String> secrets) {
        Set<String> added = new LinkedHashSet<>();
        for (String secret : secrets) {
            if (secret != null && secret.length() >= SHORTEST) {
                added.add(secret);
                added.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
                added.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
            }
        }
        KNOWN.updateAndGet(known -> {
            Set<String> all = new LinkedHashSet<>(known);
            all.addAll(added);
            List<String> sorted = new ArrayList<>(all);
            // A secret that holds another one goes first, or a part of it would stay.
            sorted.sort(Comparator.comparingInt(String::length).reversed());
            return List.copyOf(sorted);
        });
    }

    private static String without(String secret, String text) {
        int found = text.indexOf(secret);
        if (found < 0) {
            return text;
        }
        StringBuilder cleaned = new StringBuilder();
        int copied = 0;
        while (found >= 0) {
            int end = found + secret.length();
            if (secret.length() >= CERTAIN || isWord(text, found, end)) {
                cleaned.append(text, copied, found).append(MASK);
                copied = end;
            }
            found = text.indexOf(secret, end);
        }
        return cleaned.append(text, copied, text.length()).toString();
    }

    private static boolean isWord(String text, int start, int end) {
        return (start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1)))
                && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
    }

    /**
     * A form in which secrets often appear.
     *
     * @param sign what every text with this form holds, looked for before the costlier pattern
     */
    private record Form(String sign, Pattern pattern, String replacement) {
        Form(String sign, String pattern, String replacement) {
            this(sign, Pattern.compile(pattern), replacement);
        }

        String clean(String text) {
            return text.contains(sign) ? pattern.matcher(text).replaceAll(replacement) : text;
        }
    }
}
