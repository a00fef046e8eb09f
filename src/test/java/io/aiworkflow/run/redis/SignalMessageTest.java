package io.aiworkflow.run.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.run.RunSignal;
import io.aiworkflow.run.RunSignal.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalMessageTest {
    private static final UUID SENDER = new UUID(1, 2);
    private static final UUID RUN = new UUID(3, 4);

    @Test
    void theFormIsFixed() {
        List<RunSignal> signals = Arrays.stream(Kind.values())
                .map(kind -> new RunSignal(kind, kind == Kind.QUEUED ? Optional.empty() : Optional.of(RUN)))
                .toList();
        SignalMessage message = new SignalMessage(SENDER, signals);

        assertThat(message.text()).isEqualTo("""
                1 00000000-0000-0001-0000-000000000002
                queued
                left 00000000-0000-0003-0000-000000000004
                journalled 00000000-0000-0003-0000-000000000004
                progressed 00000000-0000-0003-0000-000000000004
                cancel-requested 00000000-0000-0003-0000-000000000004""");
        assertThat(SignalMessage.parse(message.text())).contains(message);
    }

    @Test
    void unknownLinesAreSkipped() {
        String text = "1 " + SENDER + "\nexploded " + RUN + "\nleft\nleft nonsense\nqueued " + RUN + "\n\nqueued";

        assertThat(SignalMessage.parse(text))
                .contains(new SignalMessage(SENDER, List.of(new RunSignal(Kind.QUEUED, Optional.empty()))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "2 00000000-0000-0001-0000-000000000002\nqueued", "1 nobody\nqueued", "hello"})
    void otherMessagesAreNone(String text) {
        assertThat(SignalMessage.parse(text)).isEmpty();
    }
}
