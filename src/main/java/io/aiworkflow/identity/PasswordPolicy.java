package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Which new passwords are accepted: long ones that guessers do not try first. It demands no mixture of characters, which
 * only makes passwords predictable.
 */
@Component
class PasswordPolicy {
    private static final List<String> PRODUCT = List.of("aiworkflowengine", "aiworkflow", "workflowengine", "workflow");
    private static final int FEWEST_OWN_LETTERS = 4;
    private static final int SHORTEST_NAME = 3;

    private final CommonPasswords common;

    PasswordPolicy(CommonPasswords common) {
        this.common = common;
    }

    /**
     * @param account the name of the account that it is for
     * @return the password as it is to be hashed
     * @throws PermanentException with the reason when it is refused
     */
    String accept(String account, String typed) {
        String password = PasswordText.normalise(typed)
                .orElseThrow(
                        () -> refused("A password is text of at most %d characters.".formatted(PasswordText.LONGEST)));
        if (PasswordText.length(password) < PasswordText.SHORTEST) {
            throw refused("A password needs at least %d characters; several words are easiest to remember."
                    .formatted(PasswordText.SHORTEST));
        }
        if (common.contains(password)) {
            throw refused("This password is one of those that guessers try first.");
        }
        if (isMadeOf(account, password)) {
            throw refused("A password must not be the account's or the engine's name.");
        }
        return password;
    }

    /** Whether little is left without these names, however they are repeated, numbered or put apart. */
    private static boolean isMadeOf(String account, String password) {
        String rest = letters(password);
        boolean named = false;
        for (String name :
                Stream.concat(Stream.of(letters(account)), PRODUCT.stream()).toList()) {
            if (name.length() >= SHORTEST_NAME && rest.contains(name)) {
                named = true;
                rest = rest.replace(name, "");
            }
        }
        return named && PasswordText.length(rest) < FEWEST_OWN_LETTERS;
    }

    private static String letters(String text) {
        StringBuilder letters = new StringBuilder();
        text.toLowerCase(Locale.ROOT).codePoints().filter(Character::isLetter).forEach(letters::appendCodePoint);
        return letters.toString();
    }

    private static PermanentException refused(String message) {
        return new PermanentException(ErrorCode.PASSWORD_REFUSED, message);
    }
}
