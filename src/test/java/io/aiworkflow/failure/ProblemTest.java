package io.aiworkflow.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void hasTheFieldsOfTheStandardAndACode() throws JsonProcessingException {
        Problem problem =
                Problem.of(new PermanentException(ErrorCode.RUN_NOT_FOUND, "There is no run 7."), "/api/v1/runs/7");

        assertThat(new ObjectMapper().writeValueAsString(problem))
                .isEqualTo(
                        "{\"type\":\"urn:aiworkflow:problem:run-not-found\",\"title\":\"Unknown run\",\"status\":404,"
                                + "\"code\":\"RUN_NOT_FOUND\",\"detail\":\"There is no run 7.\",\"instance\":\"/api/v1/runs/7\"}");
    }

    @Test
    void namesEachBrokenField() {
        Problem problem = Problem.of(
                new InvalidInput("The input is not valid.", List.of(new FieldError("/text", "is missing"))), "/x");

        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors()).containsExactly(new FieldError("/text", "is missing"));
    }

    @Test
    void findsTheFailureInsideItsWrappers() {
        Exception wrapped = new IllegalStateException(
                "outer",
                new RuntimeException(new PermanentException(ErrorCode.WORKFLOW_NOT_FOUND, "no such workflow")));

        assertThat(Problem.of(wrapped, "/x").code()).isEqualTo("WORKFLOW_NOT_FOUND");
    }

    @Test
    void aLostDatabaseIsNotTheEnginesFault() {
        assertThat(Problem.of(new RuntimeException(new SQLTransientConnectionException("pool")), "/x"))
                .extracting(Problem::status, Problem::code)
                .containsExactly(503, "DATABASE_UNAVAILABLE");
        assertThat(Problem.of(new SQLException("gone", "57P01"), "/x").status()).isEqualTo(503);
        assertThat(Problem.of(new SQLException("syntax", "42601"), "/x").status())
                .isEqualTo(500);
    }

    @Test
    void doesNotRepeatTheMessageOfAnUnknownException() {
        Problem problem = Problem.of(new IllegalStateException("password=hunter2"), "/x");

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.toString()).doesNotContain("hunter2");
    }
}
