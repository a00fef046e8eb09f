package io.aiworkflow.platform.settings;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.env.EnvironmentPostProcessorApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The command behind {@code scripts/config-explain.sh}: prints all settings as the engine would find them if it were started
 * in the same way. It prepares the settings exactly as a start does, and stops there.
 */
final class ConfigExplain {
    private static final String AS_JSON = "--json";

    private ConfigExplain() {}

    public static void main(String[] arguments) throws IOException {
        List<String> options = Arrays.asList(arguments);
        String[] engineOptions =
                options.stream().filter(option -> !option.equals(AS_JSON)).toArray(String[]::new);
        Explanation explanation = new Explainer(prepare(engineOptions)).explain();
        // What the command is for goes to its output; the logs of the engine do not.
        try (Writer output = new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8)) {
            output.write(options.contains(AS_JSON) ? explanation.asJson() : explanation.asText());
        }
    }

    /** The settings of an engine that is started with these options. */
    static ConfigurableEnvironment prepare(String... options) {
        SpringApplication application = new SpringApplication(ConfigExplain.class);
        Capture capture = new Capture();
        application.addListeners(capture);
        try {
            application.run(options);
        } catch (SpringApplication.AbandonedRunException e) {
            return capture.environment;
        }
        throw new IllegalStateException("the start was not given up");
    }

    /** Gives up the start when the settings are ready, before even the log is. */
    private static final class Capture implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
        private ConfigurableEnvironment environment;

        @Override
        public int getOrder() {
            return EnvironmentPostProcessorApplicationListener.DEFAULT_ORDER + 1;
        }

        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            environment = event.getEnvironment();
            throw new SpringApplication.AbandonedRunException();
        }
    }
}
