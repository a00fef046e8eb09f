package io.aiworkflow.identity;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SecretSealer;

/** Seals so that a test can look inside, and opens with the right context only. */
final class ReadableSealer implements SecretSealer {
    @Override
    public String seal(String secret, String context) {
        return "sealed(" + context + ")" + secret;
    }

    @Override
    public String open(String sealed, String context) {
        String beginning = "sealed(" + context + ")";
        if (!sealed.startsWith(beginning)) {
            throw new PermanentException(ErrorCode.INTERNAL_ERROR, "The secret belongs to something else.");
        }
        return sealed.substring(beginning.length());
    }
}
