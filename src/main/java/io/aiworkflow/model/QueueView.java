package io.aiworkflow.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;

/**
 * What runs and waits for a model in this process.
 *
 * @param running calls that have a place
 * @param usualMs how long calls take lately, null before the first has ended
 * @param waiting the next one first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QueueView(String model, int running, Long usualMs, List<Waiting> waiting) {
    public QueueView {
        waiting = List.copyOf(waiting);
    }

    /**
     * A call that waits.
     *
     * @param position 1 for the next one
     * @param run which run it belongs to, or null
     * @param forecastMs how long it may still take, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Waiting(int position, String user, String priority, UUID run, long waitedMs, Long forecastMs) {}
}
