package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What is refused, by its code. */
final class Refusals {
    private Refusals() {}

    static EngineException assertRefused(ErrorCode code, ThrowingCallable action) {
        EngineException[] refusal = new EngineException[1];
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(action)
                .satisfies(refused -> refusal[0] = refused)
                .extracting(EngineException::code)
                .isEqualTo(code);
        return refusal[0];
    }

    /** OK, or the code of the refusal. */
    static String outcome(Callable<?> action) {
        try {
            action.call();
            return "OK";
        } catch (EngineException refused) {
            return refused.code().name();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
