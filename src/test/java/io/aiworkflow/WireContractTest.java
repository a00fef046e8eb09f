package io.aiworkflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.run.RunState;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values that leave the process. A change here breaks callers, stored runs or dashboards: add, never rename. */
class WireContractTest {
    @Test
    void errorCodesAndTheirStatuses() {
        assertThat(Arrays.stream(ErrorCode.values()).map(code -> code.status() + " " + code.name()))
                .containsExactlyInAnyOrder(
                        "400 MALFORMED_REQUEST",
                        "400 MALFORMED_JSON",
                        "403 NOT_AN_APPROVER",
                        "404 NOT_FOUND",
                        "404 WORKFLOW_NOT_FOUND",
                        "404 RUN_NOT_FOUND",
                        "404 EFFECT_NOT_FOUND",
                        "404 APPROVAL_NOT_FOUND",
                        "404 CALLBACK_NOT_FOUND",
                        "409 RUN_STATE_CONFLICT",
                        "409 ALREADY_DECIDED",
                        "429 QUEUE_FULL",
                        "500 EFFECT_UNKNOWN",
                        "500 STEP_TIMED_OUT",
                        "500 WAIT_TIMED_OUT",
                        "503 OVERLOADED",
                        "405 METHOD_NOT_ALLOWED",
                        "406 NOT_ACCEPTABLE",
                        "413 PAYLOAD_TOO_LARGE",
                        "415 UNSUPPORTED_MEDIA_TYPE",
                        "422 INVALID_INPUT",
                        "422 IDEMPOTENCY_KEY_REUSED",
                        "431 HEADERS_TOO_LARGE",
                        "500 WORKFLOW_FAILED",
                        "500 RUN_CRASHED",
                        "500 RUN_TIMED_OUT",
                        "500 WORKFLOW_VERSION_GONE",
                        "500 OUTPUT_INVALID",
                        "500 STEP_NOT_STORABLE",
                        "500 SECRET_UNREADABLE",
                        "500 INTERNAL_ERROR",
                        "502 MODEL_REFUSED",
                        "502 MODEL_ANSWER_INVALID",
                        "503 MODEL_UNAVAILABLE",
                        "503 MODEL_STREAM_BROKEN",
                        "503 INDEX_UNAVAILABLE",
                        "503 DATABASE_UNAVAILABLE",
                        "503 STARTING",
                        "503 SHUTTING_DOWN");
        assertThat(ErrorCode.RUN_NOT_FOUND.type()).isEqualTo("urn:aiworkflow:problem:run-not-found");
    }

    @Test
    void runStates() {
        assertThat(Arrays.stream(RunState.values()).map(RunState::wireName))
                .containsExactly("queued", "running", "waiting", "succeeded", "failed", "cancelled");
    }

    @Test
    void problemDocument() throws Exception {
        Problem problem = Problem.of(
                        new InvalidInput("one error", List.of(new FieldError("/text", "is required"))), "/api/v1/x")
                .with("run", "1");
        assertThat(new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(problem)))
                .isEqualTo(new ObjectMapper().readTree("""
                                        {"type":"urn:aiworkflow:problem:invalid-input",
                                         "title":"The input does not fit the workflow's schema",
                                         "status":422,"code":"INVALID_INPUT","detail":"one error",
                                         "instance":"/api/v1/x",
                                         "errors":[{"field":"/text","message":"is required"}],"run":"1"}"""));
    }
}
