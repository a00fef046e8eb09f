package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.EffectNotMade;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.failure.TransientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectOutcomeTest {
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 408, 409, 422, 429, 503})
    void aRefusalByHttpStatusProvesThatNothingWasDone(int status) {
        assertThat(EffectOutcome.isNotMade(new IllegalStateException(http(status))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 500, 501, 502, 504})
    void otherStatusesProveNothing(int status) {
        assertThat(EffectOutcome.isNotMade(http(status))).isFalse();
    }

    @Test
    void withoutAConnectionNothingWasSent() {
        assertThat(EffectOutcome.isNotMade(new IOException(new ConnectException("refused"))))
                .isTrue();
        assertThat(EffectOutcome.isNotMade(new UnknownHostException("nowhere.example")))
                .isTrue();
        assertThat(EffectOutcome.isNotMade(new ConnectTimeoutException("no answer")))
                .isTrue();
    }

    @Test
    void aCutConnectionOrATimeOutProvesNothing() {
        assertThat(EffectOutcome.isNotMade(new SocketException("reset"))).isFalse();
        assertThat(EffectOutcome.isNotMade(new SocketTimeoutException("read"))).isFalse();
        assertThat(EffectOutcome.isNotMade(new InterruptedException())).isFalse();
        assertThat(EffectOutcome.isNotMade(new TransientException(ErrorCode.STEP_TIMED_OUT, "late")))
                .isFalse();
        assertThat(EffectOutcome.isNotMade(new IllegalArgumentException("after the call, perhaps")))
                .isFalse();
    }

    @Test
    void refusalsOfTheEngineAndMarkedFailuresAreCertain() {
        assertThat(EffectOutcome.isNotMade(new PermanentException(ErrorCode.INVALID_INPUT, "no")))
                .isTrue();
        assertThat(EffectOutcome.isNotMade(new PermanentException(ErrorCode.STEP_NOT_STORABLE, "made, but odd")))
                .isFalse();
        assertThat(EffectOutcome.isNotMade(new IllegalStateException(new Marked())))
                .isTrue();
    }

    private static HttpOperationFailedException http(int status) {
        return new HttpOperationFailedException("http://sink/", status, "", null, Map.of(), "");
    }

    private static final class Marked extends RuntimeException implements EffectNotMade {
        private static final long serialVersionUID = 1L;
    }
}
