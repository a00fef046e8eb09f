package io.aiworkflow.waiting;

import org.apache.camel.Exchange;

/** Lets runs wait; implemented where runs are executed. */
public interface WaitingPoints {
    /**
     * The answer, if it is there.
     *
     * @param exchange the exchange that has reached the point, which tells its run and its place in splits and loops
     * @throws Exception when there is none yet: the attempt ends, and the point is reached again once there is
     * @throws io.aiworkflow.failure.PermanentException when the exchange belongs to no run
     */
    Answer await(Exchange exchange, WaitingPoint point) throws Exception;

    /**
     * The address to which the answer of a callback is to be posted, before the run waits for it. Asking again gives the
     * same address.
     *
     * @throws io.aiworkflow.failure.PermanentException when the exchange belongs to no run
     */
    String open(Exchange exchange, String name);
}
