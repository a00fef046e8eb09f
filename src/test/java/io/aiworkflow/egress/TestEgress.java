package io.aiworkflow.egress;

import java.util.List;
import org.apache.camel.CamelContext;

/** The guard of outgoing calls for tests without Spring. */
public final class TestEgress {
    private TestEgress() {}

    /** @param allow what may be called beside the internet */
    public static void guard(CamelContext context, String... allow) {
        new GuardedHttp(new EgressGuard(new EgressProperties(List.of(allow)), new MachineNetwork()))
                .beforeApplicationStart(context);
    }
}
