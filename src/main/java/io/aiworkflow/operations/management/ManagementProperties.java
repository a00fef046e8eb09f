package io.aiworkflow.operations.management;

import io.aiworkflow.platform.StartRefused;
import java.util.Locale;
import java.util.OptionalInt;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where monitoring and whoever runs the process find the engine.
 *
 * @param address that the port is bound to; set by {@code ENGINE_MANAGEMENT_ADDRESS}
 * @param port a number, {@code auto} for ten more than the engine's own port, or {@code off}; set by
 *     {@code ENGINE_MANAGEMENT_PORT}
 * @param metricsToken what other machines have to show to read the metrics; without one only this machine may; set by
 *     {@code METRICS_TOKEN}
 */
@ConfigurationProperties("engine.management")
public record ManagementProperties(
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("auto") String port,
        @DefaultValue("") String metricsToken) {
    private static final String AUTO = "auto";
    private static final String OFF = "off";
    private static final int APART = 10;
    private static final int LARGEST = 65_535;

    /** Whether nobody has chosen the port, so that the engine does without it when it is taken. */
    boolean isChosenByTheEngine() {
        return word().equals(AUTO);
    }

    /**
     * The port to listen on, 0 for any.
     *
     * @param serverPort the engine's own, 0 for any
     * @throws StartRefused when the setting is none of the above
     */
    OptionalInt number(int serverPort) {
        if (word().equals(OFF)) {
            return OptionalInt.empty();
        }
        if (isChosenByTheEngine()) {
            return OptionalInt.of(serverPort == 0 || serverPort + APART > LARGEST ? 0 : serverPort + APART);
        }
        try {
            int number = Integer.parseInt(word());
            if (number >= 0 && number <= LARGEST) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new StartRefused(
                "ENGINE_MANAGEMENT_PORT is '%s', which is no port.".formatted(port),
                "Use a number, auto (ten more than ENGINE_PORT) or off.");
    }

    private String word() {
        return port.strip().toLowerCase(Locale.ROOT);
    }

    /** Leaves out the token. */
    @Override
    public String toString() {
        return "ManagementProperties[%s:%s]".formatted(address, port);
    }
}
