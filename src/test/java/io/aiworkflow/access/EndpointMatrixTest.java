package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.identity.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointMatrixTest {
    @Test
    void whoeverWritesDocumentsNeedsTheirScopeByEveryDoor() {
        for (String path : List.of(
                "/api/v1/documents",
                "/api/v1/workflows/index-document/runs",
                "/api/v1/workflows/index%2Ddocument/runs",
                "/api/v1/workflows/index-document;a=b/runs")) {
            assertThat(EndpointMatrix.of("POST", path).orElseThrow().scope())
                    .as(path)
                    .isEqualTo(Scope.DOCUMENTS_WRITE);
        }
        assertThat(EndpointMatrix.of("POST", "/api/v1/workflows/answer-question/runs")
                        .orElseThrow()
                        .scope())
                .isEqualTo(Scope.RUNS_WRITE);
    }
}
