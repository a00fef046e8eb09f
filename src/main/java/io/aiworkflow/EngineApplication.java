package io.aiworkflow;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the engine. Which parts run is decided by the Spring profiles {@code api}, {@code worker} and {@code webui}. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class EngineApplication {
    public static void main(String[] args) {
        SpringApplication.run(EngineApplication.class, args);
    }
}
