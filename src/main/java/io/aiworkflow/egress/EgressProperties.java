package io.aiworkflow.egress;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the calls of routes may reach beside the internet.
 *
 * @param allow hosts, IP addresses or blocks of them ({@code 10.1.0.0/16}), each with a port behind a colon if only that
 *     one is meant; set by {@code ENGINE_EGRESS_ALLOW}, separated by commas. Nothing by default.
 */
@ConfigurationProperties("engine.egress")
public record EgressProperties(@DefaultValue List<String> allow) {
    public EgressProperties {
        allow = List.copyOf(allow);
    }
}
