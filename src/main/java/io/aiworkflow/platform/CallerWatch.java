package io.aiworkflow.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.BooleanSupplier;

/** For answers that go on for long: whether their caller may still get them. Whoever knows logins provides it. */
public interface CallerWatch {
    /** @return to be asked every few seconds; false once the login, the key or the account was ended */
    BooleanSupplier of(HttpServletRequest request);
}
