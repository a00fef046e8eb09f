package io.aiworkflow.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Profile;

/** Is there in processes that serve pages, unless the console is switched off. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Profile("webui")
@ConditionalOnProperty(name = "engine.console.enabled", matchIfMissing = true)
@interface ConsolePart {}
