package io.aiworkflow.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;

/** For answers that go on for long: whether their caller may still get them. Whoever knows logins provides it. */
public interface CallerWatch {
    /**
     * @return false once it is known that the login, the key or the account was ended. It tells what was found last and
     *     has it looked for anew every few seconds, so it may be asked at any time and never waits
     */
    BooleanSupplier of(HttpServletRequest request);
}
