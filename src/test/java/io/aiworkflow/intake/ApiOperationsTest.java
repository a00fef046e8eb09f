package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class ApiOperationsTest {
    @Test
    void takesNamesFromTheDocument() throws Exception {
        ApiOperations operations = new ApiOperations(new OpenApiFile(new ObjectMapper()));
        assertThat(operations.ofEndpoint("GET", "/api/v1/runs").orElseThrow().parameters())
                .containsExactlyInAnyOrder("workflow", "state", "limit", "cursor");
        assertThat(operations.ofEndpoint("HEAD", "/api/v1/runs")).isPresent();
        ApiOperation submit =
                operations.ofEndpoint("POST", "/api/v1/workflows/{name}/runs").orElseThrow();
        assertThat(submit.headers()).containsExactlyInAnyOrder("idempotency-key", "prefer");
        assertThat(submit.parameters()).isEmpty();
        assertThat(submit.uploads()).isFalse();
        assertThat(operations
                        .ofEndpoint("GET", "/api/v1/dead-letters")
                        .orElseThrow()
                        .parameters())
                .containsExactlyInAnyOrder("workflow", "step", "code", "limit", "cursor");
        assertThat(operations.ofEndpoint("DELETE", "/api/v1/runs")).isEmpty();
        assertThat(operations.ofEndpoint("GET", "/orders")).isEmpty();
    }

    @Test
    void knowsWhichOperationsTakeFiles() throws Exception {
        ApiOperations operations = new ApiOperations(new ObjectMapper().readTree("""
                {"paths": {
                  "/api/v1/files/{folder}": {"post": {"requestBody": {"content": {"multipart/form-data": {}}}},
                                             "put": {"requestBody": {"content": {"application/json": {}}}}}}}"""));
        assertThat(operations.takesFile(new MockHttpServletRequest("POST", "/api/v1/files/a")))
                .isTrue();
        assertThat(operations.takesFile(new MockHttpServletRequest("POST", "/%61pi/v1/files/a")))
                .isTrue();
        assertThat(operations.takesFile(new MockHttpServletRequest("PUT", "/api/v1/files/a")))
                .isFalse();
        assertThat(operations.takesFile(new MockHttpServletRequest("POST", "/api/v1/files/a/b")))
                .isFalse();
    }
}
