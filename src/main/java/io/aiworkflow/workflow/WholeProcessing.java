package io.aiworkflow.workflow;

import java.util.concurrent.CountDownLatch;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ReactiveExecutor;

/**
 * Processes an exchange to its very end on the calling thread. Camel's own way gives up at an interrupt while other
 * threads, those of a parallel split, still work on the exchange and leave their failures in it later.
 */
public final class WholeProcessing {
    private WholeProcessing() {}

    /** Returns when nothing works on the exchange any more. An interrupt meanwhile is a failure of the exchange, and stays. */
    public static void process(AsyncProcessor processor, Exchange exchange) {
        CountDownLatch end = new CountDownLatch(1);
        processor.process(exchange, doneSync -> end.countDown());
        ReactiveExecutor queued =
                exchange.getContext().getCamelContextExtension().getReactiveExecutor();
        while (end.getCount() > 0 && queued.executeFromQueue()) {
            // What this thread has to do itself.
        }
        if (awaitInterrupted(end)) {
            Thread.currentThread().interrupt();
            if (exchange.getException() == null) {
                exchange.setException(new InterruptedException("interrupted while parts of the route were executed"));
            }
        }
    }

    /** Whoever interrupts this thread stops the others too, so their end is near. */
    private static boolean awaitInterrupted(CountDownLatch end) {
        boolean interrupted = false;
        while (true) {
            try {
                end.await();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
