package io.aiworkflow.documents;

import java.util.concurrent.Callable;
import org.springframework.stereotype.Component;

/** Keeps few whole files in memory at the same time; the others wait a little on their way in. */
@Component
class UploadTurns {
    private static final int PLACES = 6;

    private final Turns turns = new Turns(PLACES, "many documents are being sent at the moment");

    <T> T take(Callable<T> work) throws Exception {
        return turns.take(work);
    }
}
