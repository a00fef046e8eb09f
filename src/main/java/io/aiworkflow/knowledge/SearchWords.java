package io.aiworkflow.knowledge;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a text as every index looks for them: in lower case, without accents, numbers with their points and
 * commas. It knows no inflection of any language: that a plural means the same is what embeddings are for.
 */
public final class SearchWords {
    private static final int LONGEST = 64;
    private static final Pattern ACCENTS = Pattern.compile("\\p{Mn}+");
    private static final Pattern POSSESSIVE = Pattern.compile("['\u2019]s(?![\\p{L}\\p{N}])");
    private static final String WITHIN_NUMBERS = ".,:";

    /** They stand in every question and tell nothing of what it is about; in a small index they would even be rare. */
    private static final Set<String> ASKING = Set.copyOf(List.of(
            ("a about all am an and any are as at be been but by can could did do does for from get had has have how i if in is"
                            + " it its may me much many must my no not of on one or our shall should so than that the their then"
                            + " there these they this those to up us was we were what when where which who whom whose why will"
                            + " with would you your"
                            + " am auf aus bei das dem den der des die ein eine einem einen einer es fur haben ich ihr im ist"
                            + " kann mein mit nach nicht oder sie sind und unser von wann warum was welche welcher welches"
                            + " wer werden wie wir wird wo zu zum zur")
                    .split(" ")));

    private SearchWords() {}

    /** All words, in their order, repeated ones as often as they occur. */
    public static List<String> of(String text) {
        String plain = POSSESSIVE.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
        plain = ACCENTS.matcher(Normalizer.normalize(plain, Normalizer.Form.NFKD))
                .replaceAll("")
                .replace("ß", "ss");
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < plain.length(); ) {
            int letter = plain.codePointAt(i);
            int next = i + Character.charCount(letter);
            if (Character.isIdeographic(letter)) {
                end(word, words);
                words.add(Character.toString(letter));
            } else if (isPart(letter) || isWithinNumber(plain, i)) {
                word.appendCodePoint(letter);
            } else {
                end(word, words);
            }
            i = next;
        }
        end(word, words);
        return words;
    }

    /** The words of a question, each once, without those that only ask; if there are no others, all of them. */
    public static List<String> ofQuestion(String question) {
        List<String> all = of(question).stream().distinct().toList();
        List<String> telling =
                all.stream().filter(word -> !ASKING.contains(word)).toList();
        return telling.isEmpty() ? all : telling;
    }

    private static boolean isPart(int letter) {
        return Character.isLetterOrDigit(letter) || Character.getType(letter) == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isWithinNumber(String text, int i) {
        return WITHIN_NUMBERS.indexOf(text.charAt(i)) >= 0
                && i > 0
                && i + 1 < text.length()
                && Character.isDigit(text.charAt(i - 1))
                && Character.isDigit(text.charAt(i + 1));
    }

    private static void end(StringBuilder word, List<String> words) {
        if (word.length() > 0) {
            words.add(word.substring(0, Math.min(LONGEST, word.length())));
            word.setLength(0);
        }
    }
}
