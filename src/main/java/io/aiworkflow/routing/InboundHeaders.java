package io.aiworkflow.routing;

import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.Submitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The first step of each route of an author. Where a message comes in, it leaves only the headers that the file has a use
 * for; within the file it takes away those that would steer Camel. It relies on nothing that was checked before it.
 */
final class InboundHeaders implements Processor {
    /** Where the path of a request to a door is kept for its problem documents, out of reach of the route. */
    static final String DOOR_PATH = "AiWorkflowDoorPath";

    /** What any route may be told, in lower case. */
    private static final Set<String> USUAL = Set.of("accept", "accept-language", "content-type", "idempotency-key");

    private final Set<String> allowed;
    private final boolean entrance;

    private InboundHeaders(Set<String> allowed, boolean entrance) {
        this.allowed = allowed;
        this.entrance = entrance;
    }

    /** @param allowed names in lower case */
    static InboundHeaders atEntrance(Set<String> allowed) {
        return new InboundHeaders(allowed, true);
    }

    static InboundHeaders within() {
        return new InboundHeaders(Set.of(), false);
    }

    @Override
    public void process(Exchange exchange) {
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        if (entrance && headers.get(Exchange.HTTP_URI) instanceof String path) {
            exchange.setProperty(DOOR_PATH, path);
            rememberSubmitter(exchange);
        }
        List<String> unwanted = new ArrayList<>();
        headers.forEach((name, value) -> {
            if (!(entrance ? mayEnter(name, value) : mayStay(name))) {
                unwanted.add(name);
            }
        });
        unwanted.forEach(headers::remove);
    }

    /** The other threads of the route do not know the request. */
    private static void rememberSubmitter(Exchange exchange) {
        CurrentSubmitter current = exchange.getContext().getRegistry().findSingleByType(CurrentSubmitter.class);
        if (current != null) {
            exchange.setProperty(Submitter.PROPERTY, current.get());
        }
    }

    private boolean mayEnter(String name, Object value) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean wanted = USUAL.contains(lower) || allowed.contains(lower);
        return wanted
                && !ControlHeaders.isSteering(name)
                && !ControlHeaders.isCredential(name)
                && !ControlHeaders.isTheEngines(name)
                && !(lower.equals("content-type") && isSerialized(value));
    }

    private static boolean mayStay(String name) {
        return !ControlHeaders.isSteering(name) || ControlHeaders.isSettable(name);
    }

    /** Camel would write its answer in that form, or fail to. */
    private static boolean isSerialized(Object value) {
        return String.valueOf(value).toLowerCase(Locale.ROOT).contains("java-serialized");
    }
}
