package io.aiworkflow.platform.edge;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Who may speak to the engine over HTTP, and how long that may take.
 *
 * @param trustedProxies whose word about a caller's address and scheme is taken: addresses, networks such as
 *     {@code 172.18.0.0/16}, {@code loopback}, or {@code auto}: loopback if the engine listens on nothing else, else none
 * @param proxyHeaders which headers these proxies set themselves; all others that tell of a caller are dropped
 * @param corsAllowedOrigins the origins whose pages may call the engine from a browser, each written as browsers do
 * @param headerTime how long the head of a request may take in all; then 408
 * @param maxHeaders how many headers a request may have; more are refused with 431
 */
@Validated
@ConfigurationProperties("engine.web")
public record WebProperties(
        @DefaultValue("auto") List<String> trustedProxies,
        @DefaultValue("x-forwarded") ProxyHeaders proxyHeaders,
        @DefaultValue List<String> corsAllowedOrigins,
        @DefaultValue("10s") Duration headerTime,
        @DefaultValue("100") @Min(1) int maxHeaders) {

    /** What a proxy tells the engine with. One that sets the one kind may let a caller's own of the other kind pass. */
    public enum ProxyHeaders {
        /** {@code X-Forwarded-For} and {@code X-Forwarded-Proto}, as Caddy and nginx do. */
        X_FORWARDED,
        /** {@code Forwarded} (RFC 7239). */
        FORWARDED
    }
}
