package io.aiworkflow.identity;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Codes that stand in for a lost second factor, 80 random bits each. */
final class RecoveryCodes {
    private static final int COUNT = 8;
    private static final int LETTERS = 16;
    private static final int GROUP = 4;
    private static final Pattern CODE = Pattern.compile("[0-9a-z]{%d}".formatted(LETTERS));

    private RecoveryCodes() {}

    /** A new set, as it is shown. */
    static List<String> make() {
        return IntStream.range(0, COUNT).mapToObj(i -> makeOne()).toList();
    }

    /** Whether somebody meant such a code, in place of one of an app. */
    static boolean isShaped(String typed) {
        return CODE.matcher(bare(typed)).matches();
    }

    /** As it is stored; the account is a part of it, so that equal codes of two accounts would not look alike. */
    static byte[] hash(UUID account, String typed) {
        return OpaqueToken.hash(account + ":" + bare(typed));
    }

    private static String makeOne() {
        String letters = OpaqueToken.letters(LETTERS);
        StringBuilder code = new StringBuilder(letters.substring(0, GROUP));
        for (int i = GROUP; i < LETTERS; i += GROUP) {
            code.append('-').append(letters, i, i + GROUP);
        }
        return code.toString();
    }

    private static String bare(String typed) {
        return typed.replace("-", "").replace(" ", "").toLowerCase(Locale.ROOT);
    }
}
