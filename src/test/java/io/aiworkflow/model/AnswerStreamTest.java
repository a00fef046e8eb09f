package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class AnswerStreamTest {
    private final List<String> told = new ArrayList<>();
    private final AnswerStream stream = new AnswerStream(100);

    @Test
    void anAnswerThatWasClosedBeforeItBeganIsCancelledWhenItBegins() {
        stream.close();
        stream.onSubscribe(subscription());
        assertThat(told).containsExactly("cancelled");
    }

    @Test
    void anAnswerThatIsReadIsAskedForPieceByPieceUntilItIsClosed() {
        stream.onSubscribe(subscription());
        stream.close();
        assertThat(told).containsExactly("asked for 1", "cancelled");
    }

    private Flow.Subscription subscription() {
        return new Flow.Subscription() {
            @Override
            public void request(long pieces) {
                told.add("asked for " + pieces);
            }

            @Override
            public void cancel() {
                told.add("cancelled");
            }
        };
    }
}
