package io.aiworkflow.platform;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets route files call the method, or on a class all public methods that the class itself declares. Beans without it
 * are the engine's inner parts: a file that names one is refused.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface OfferedToRoutes {
    /** Whether only files of {@code routes/maintenance} may call it. */
    boolean maintenance() default false;
}
