package io.aiworkflow.workflow;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * Stands in for Camel's component {@code quartz:}. A route from there only declares a schedule: the engine starts the
 * runs itself, each planned time once on all processes, which a trigger in the memory of one of them could not promise.
 */
public class TriggerComponent extends DefaultComponent {
    private final TriggerRoutes routes;

    public TriggerComponent(TriggerRoutes routes) {
        this.routes = routes;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        ScheduleOptions options = new ScheduleOptions();
        options.setSchedule(text(parameters, "cron"));
        String millis = text(parameters, "trigger.repeatInterval");
        if (millis != null) {
            options.setSchedule("every PT%sS".formatted(seconds(millis)));
        }
        String zone = text(parameters, "trigger.timeZone");
        if (zone != null) {
            options.setScheduleZone(zone);
        }
        setRules(options, parameters);
        TriggerEndpoint endpoint = new TriggerEndpoint(uri, this, remaining, options);
        endpoint.validate();
        return endpoint;
    }

    private static void setRules(ScheduleOptions options, Map<String, Object> parameters) {
        String misfire = text(parameters, "scheduleMisfire");
        if (misfire != null) {
            options.setScheduleMisfire(misfire);
        }
        String overlap = text(parameters, "scheduleOverlap");
        if (overlap != null) {
            options.setScheduleOverlap(overlap);
        }
    }

    private static long seconds(String millis) {
        if (!millis.matches("[1-9]\\d{0,10}000")) {
            throw new IllegalArgumentException("trigger.repeatInterval is a number of milliseconds, in whole seconds");
        }
        return Long.parseLong(millis) / 1000;
    }

    private static String text(Map<String, Object> parameters, String name) {
        Object value = parameters.remove(name);
        return value == null ? null : value.toString();
    }

    TriggerRoutes routes() {
        return routes;
    }
}
