package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.TransientException;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureClassifierTest {
    static Stream<IOException> failedConnections() {
        String message = "Connect to http://erp.internal:8443 [erp.internal/10.1.2.3] failed: Connection refused";
        HttpHost host = new HttpHost("erp.internal", 8443);
        return Stream.of(new HttpHostConnectException(message, host), new ConnectTimeoutException(message, host));
    }

    @ParameterizedTest
    @MethodSource("failedConnections")
    void aHostThatCannotBeReachedIsNamedWithoutItsAddress(IOException failure) {
        EngineException classified = FailureClassifier.classify(new IllegalStateException(failure));
        assertThat(classified)
                .isInstanceOf(TransientException.class)
                .hasMessage("erp.internal:8443 cannot be reached")
                .hasRootCause(failure);
    }
}
