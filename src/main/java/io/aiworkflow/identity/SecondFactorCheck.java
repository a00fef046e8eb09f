package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SecretSealer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Looks at the codes of second factors and uses them up, as a part of the transaction that they are needed for. */
@Component
class SecondFactorCheck {
    private static final Pattern CODE = Pattern.compile("\\d{%d}".formatted(Totp.DIGITS));

    private final JdbcSecondFactors factors;
    private final SecretSealer sealer;

    SecondFactorCheck(JdbcSecondFactors factors, SecretSealer sealer) {
        this.factors = factors;
        this.sealer = sealer;
    }

    /**
     * Uses the code up, if the account has a second factor.
     *
     * @return details for the security event: which kind of code it was
     * @throws PermanentException when it is missing, wrong, or used
     */
    Map<String, String> use(Credentials account, Optional<String> code) {
        if (account.totpSecret() == null) {
            return Map.of();
        }
        String typed = code.map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.SECOND_FACTOR_REQUIRED,
                        "This account has a second factor: send the code of the app, or a recovery code, too."));
        UUID id = account.account().id();
        if (RecoveryCodes.isShaped(typed)) {
            if (factors.useRecoveryCode(id, RecoveryCodes.hash(id, typed))) {
                return Map.of("second-factor", "recovery-code", "codes-left", "" + factors.unusedRecoveryCodes(id));
            }
            throw refused();
        }
        OptionalLong step = stepOf(id, typed, account.totpSecret());
        if (step.isEmpty() || !factors.useStep(id, step.getAsLong())) {
            throw refused();
        }
        return Map.of("second-factor", "totp");
    }

    /** The step for which this code was made with a sealed secret; empty when it is another code. */
    OptionalLong stepOf(UUID account, String code, String sealed) {
        return CODE.matcher(code).matches()
                ? Totp.stepOf(code, open(account, sealed), factors.now())
                : OptionalLong.empty();
    }

    String seal(UUID account, String secret) {
        return sealer.seal(secret, context(account));
    }

    String open(UUID account, String sealed) {
        return sealer.open(sealed, context(account));
    }

    static PermanentException refused() {
        return new PermanentException(
                ErrorCode.SECOND_FACTOR_REFUSED,
                "The code is wrong or was used already; each code counts once, so wait for the next one.");
    }

    private static String context(UUID account) {
        return "account:%s:totp".formatted(account);
    }
}
