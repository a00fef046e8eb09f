package io.aiworkflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.identity.AccountState;
import io.aiworkflow.identity.Caller;
import io.aiworkflow.identity.Scope;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.routing.Rule;
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
                        "401 UNAUTHENTICATED",
                        "401 CREDENTIALS_REFUSED",
                        "401 SECOND_FACTOR_REQUIRED",
                        "401 SECOND_FACTOR_REFUSED",
                        "401 TOKEN_REFUSED",
                        "403 FORBIDDEN",
                        "403 ACCOUNT_NOT_ACTIVE",
                        "403 PASSWORD_CHANGE_REQUIRED",
                        "403 REGISTRATION_CLOSED",
                        "403 NOT_AN_APPROVER",
                        "403 FOREIGN_ORIGIN",
                        "404 NOT_FOUND",
                        "404 WORKFLOW_NOT_FOUND",
                        "404 RUN_NOT_FOUND",
                        "404 EFFECT_NOT_FOUND",
                        "404 APPROVAL_NOT_FOUND",
                        "404 CALLBACK_NOT_FOUND",
                        "408 REQUEST_TOO_SLOW",
                        "404 ACCOUNT_NOT_FOUND",
                        "404 API_KEY_NOT_FOUND",
                        "404 SIGNING_KEY_NOT_FOUND",
                        "404 BLOCK_NOT_FOUND",
                        "404 MODEL_NOT_FOUND",
                        "409 RUN_STATE_CONFLICT",
                        "409 ALREADY_DECIDED",
                        "409 NAME_TAKEN",
                        "409 LAST_ADMIN",
                        "409 STATE_CONFLICT",
                        "409 SIGNING_KEYS_ELSEWHERE",
                        "422 VALUE_REFUSED",
                        "422 PASSWORD_REFUSED",
                        "429 TOO_MANY_ATTEMPTS",
                        "429 BUDGET_SPENT",
                        "429 QUEUE_FULL",
                        "429 RATE_LIMITED",
                        "500 EFFECT_UNKNOWN",
                        "500 STEP_TIMED_OUT",
                        "500 WAIT_TIMED_OUT",
                        "503 OVERLOADED",
                        "404 DOCUMENT_NOT_FOUND",
                        "404 COLLECTION_NOT_FOUND",
                        "404 CONVERSATION_NOT_FOUND",
                        "404 SCHEDULE_NOT_FOUND",
                        "409 CONVERSATION_BUSY",
                        "422 CONVERSATION_FULL",
                        "415 DOCUMENT_TYPE_UNKNOWN",
                        "422 DOCUMENT_EMPTY",
                        "422 DOCUMENT_UNREADABLE",
                        "422 DOCUMENT_ENCRYPTED",
                        "422 DOCUMENT_AMBIGUOUS",
                        "422 DOCUMENT_UNSAFE",
                        "422 DOCUMENT_BOMB",
                        "422 DOCUMENT_TOO_LARGE",
                        "422 DOCUMENT_TOO_SLOW",
                        "422 DIMENSION_MISMATCH",
                        "422 STORAGE_USED_UP",
                        "422 FETCH_FAILED",
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
                        "500 SUB_RUNS_TOO_DEEP",
                        "500 OUTPUT_INVALID",
                        "500 STEP_NOT_STORABLE",
                        "500 SECRET_UNREADABLE",
                        "500 EGRESS_REFUSED",
                        "500 INTERNAL_ERROR",
                        "502 CONNECTION_REFUSED",
                        "502 CONNECTION_FAILED",
                        "503 CONNECTION_UNAVAILABLE",
                        "502 MODEL_REFUSED",
                        "502 MODEL_ANSWER_INVALID",
                        "503 MODEL_UNAVAILABLE",
                        "503 MODEL_STREAM_BROKEN",
                        "503 INDEX_UNAVAILABLE",
                        "502 INDEX_REFUSED",
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
    void rulesForRouteFiles() {
        assertThat(Arrays.stream(Rule.values()).map(Rule::id))
                .containsExactlyInAnyOrder(
                        "file-name",
                        "file-kind",
                        "file-size",
                        "file-encoding",
                        "file-unreadable",
                        "yaml-syntax",
                        "yaml-depth",
                        "yaml-aliases",
                        "yaml-tags",
                        "yaml-documents",
                        "yaml-duplicate-key",
                        "yaml-values",
                        "file-shape",
                        "root-item",
                        "camel-schema",
                        "route-option",
                        "route-id",
                        "route-description",
                        "workflow-name",
                        "door-path",
                        "rest-option",
                        "kamelet-shape",
                        "maintenance",
                        "step",
                        "step-option",
                        "step-id",
                        "language",
                        "data-format",
                        "type",
                        "exception",
                        "header-name",
                        "property-name",
                        "variable-name",
                        "loop-limit",
                        "delay-limit",
                        "throttle-limit",
                        "endpoint",
                        "component",
                        "component-option",
                        "dynamic-address",
                        "http-literal",
                        "connection",
                        "connection-request",
                        "destination",
                        "kamelet",
                        "direct",
                        "waiting",
                        "schedule",
                        "simple",
                        "placeholder",
                        "text",
                        "resource",
                        "bean",
                        "trial",
                        "start",
                        "engine");
    }

    @Test
    void identities() {
        assertThat(Arrays.stream(Scope.values()).map(Scope::wireName))
                .containsExactly(
                        "runs:read",
                        "runs:write",
                        "workflows:read",
                        "documents:read",
                        "documents:write",
                        "chat:read",
                        "chat:write",
                        "admin");
        assertThat(Arrays.stream(UserRole.values()).map(UserRole::wireName))
                .containsExactly("user", "author", "operator", "admin");
        assertThat(Arrays.stream(AccountState.values()).map(AccountState::wireName))
                .containsExactly("active", "pending", "disabled");
        assertThat(Arrays.stream(Caller.Kind.values()).map(Caller.Kind::wireName))
                .containsExactly("session", "token", "api-key", "engine");
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
