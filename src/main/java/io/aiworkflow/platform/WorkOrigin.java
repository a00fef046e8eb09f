package io.aiworkflow.platform;

import java.util.Optional;
import org.apache.camel.Exchange;

/** For connectors that share what they have between users: tells for whom an exchange is processed. */
public interface WorkOrigin {
    Work of(Exchange exchange);

    /** Why that work has to stop; empty while it may go on. */
    default Optional<Stop> stop(Exchange exchange) {
        return Optional.empty();
    }

    /** Tells work that was too slow from work that somebody else goes on with, or nobody wants any more. */
    enum Stop {
        /** A time limit of it is over, so that it has failed. */
        OUT_OF_TIME,
        /** It was cancelled, or is given back to be done anew: that says nothing about the work. */
        GIVEN_UP
    }
}
