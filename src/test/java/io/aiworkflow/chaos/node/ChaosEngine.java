package io.aiworkflow.chaos.node;

import io.aiworkflow.EngineApplication;
import org.springframework.boot.SpringApplication;

/** Starts the engine as it is, with the beans that let the crash suite strike at chosen places. */
public final class ChaosEngine {
    private ChaosEngine() {}

    public static void main(String[] args) {
        new SpringApplication(EngineApplication.class, ChaosBeans.class).run(args);
    }
}
