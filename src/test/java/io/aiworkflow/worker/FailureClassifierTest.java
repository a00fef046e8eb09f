package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.TransientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @CsvSource({
        "400,false",
        "401,false",
        "404,false",
        "408,true",
        "409,false",
        "422,false",
        "425,true",
        "429,true",
        "500,true",
        "502,true",
        "503,true"
    })
    void someStatusesPass(int status, boolean passes) {
        EngineException classified = FailureClassifier.classify(answered(status, Map.of()));
        assertThat(classified instanceof TransientException).isEqualTo(passes);
        assertThat(classified).hasMessage("erp.internal answered with HTTP status " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Retry-After", "retry-after", "RETRY-AFTER"})
    void whatTheOtherSideAsksForIsKept(String header) {
        EngineException classified = FailureClassifier.classify(answered(503, Map.of(header, "17")));
        assertThat(classified.retryAfter()).contains(Duration.ofSeconds(17));
        assertThat(FailureClassifier.classify(answered(503, null)).retryAfter()).isEmpty();
    }

    private static HttpOperationFailedException answered(int status, Map<String, String> headers) {
        return new HttpOperationFailedException(
                "https://erp.internal/orders?key=hidden", status, "status", null, headers, "");
    }
}
