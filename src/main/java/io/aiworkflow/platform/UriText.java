package io.aiworkflow.platform;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Carries a text unchanged through the options of a Camel endpoint URI, where a line break vanishes, an ampersand ends
 * the value and percent signs are decoded. Texts that would suffer travel as Base64 behind a mark.
 */
public final class UriText {
    /** How an encoded text begins. */
    public static final String MARK = "text64.";

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9 ,:;_.?!'\"\\[\\]{}$=*/#()-]*");

    private UriText() {}

    /** A placeholder at the beginning stays in the open, because Camel resolves it on the way. */
    public static String encode(String text) {
        boolean safe = SAFE.matcher(text).matches() && text.strip().equals(text) && !text.startsWith(MARK);
        if (safe || text.startsWith("{{") || text.startsWith("RAW(")) {
            return text;
        }
        return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String decode(String text) {
        return text.startsWith(MARK)
                ? new String(Base64.getUrlDecoder().decode(text.substring(MARK.length())), StandardCharsets.UTF_8)
                : text;
    }
}
