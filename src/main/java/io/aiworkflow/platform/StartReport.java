package io.aiworkflow.platform;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says in one line of the log what has started, on what, and where it listens. */
@Component
class StartReport {
    private static final Logger log = LoggerFactory.getLogger(StartReport.class);

    private final EngineVersion version;
    private final Database database;
    private final Environment environment;

    StartReport(EngineVersion version, Database database, Environment environment) {
        this.version = version;
        this.database = database;
        this.environment = environment;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        List<String> roles = Role.of(environment).stream().map(Role::profile).toList();
        log.info(
                "Ready after {} ms: version {}, roles {}, Java {}, {}, {}",
                event.getTimeTaken() == null ? "?" : event.getTimeTaken().toMillis(),
                version,
                String.join(" ", roles),
                Runtime.version().feature(),
                database,
                address(event));
    }

    private String address(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext web && web.getWebServer() != null) {
            return "http://%s:%d"
                    .formatted(
                            environment.getProperty("server.address", "127.0.0.1"),
                            web.getWebServer().getPort());
        }
        return "no web server";
    }
}
