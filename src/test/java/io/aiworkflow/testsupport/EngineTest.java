package io.aiworkflow.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;

/** Starts the whole engine with all roles on a free port and a database of its own. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import(TestWorkflows.class)
@CamelSpringBootTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "engine.intake.farewell=0s",
            // Slow machines check passwords one after the other, and no test of this engine is about that.
            "engine.identity.passwords.longest-wait=20s",
            "engine.egress.allow=127.0.0.1",
            "engine.web.rate-limits.enabled=false"
        })
@ActiveProfiles({"api", "worker", "webui"})
@ContextConfiguration(initializers = TestDatabase.Initializer.class)
public @interface EngineTest {}
