package io.aiworkflow.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(Problem.of(new SQLException("Connection is closed"), "/x").status())
                .as("the pool's own failures have no state")
                .isEqualTo(503);
    }

    @ParameterizedTest
    @CsvSource({
        "08006, 503, broken connection",
        "08P01, 503, PgBouncer's own errors",
        "53300, 503, too many connections",
        "55P03, 503, no lock in time",
        "57014, 503, statement time-out",
        "57P01, 503, shutdown",
        "57P03, 503, the database system is starting up",
        "25P03, 503, idle in a transaction",
        "40P01, 503, deadlock",
        "25006, 503, a standby",
        "42601, 500, syntax error",
        "23505, 500, unique violation",
        "22P02, 500, invalid text"
    })
    void tellsTroubleFromWrongStatements(String state, int status, String meaning) {
        Exception failure = new IllegalStateException(new SQLException(meaning, state));

        assertThat(Problem.of(failure, "/x").status()).isEqualTo(status);
        assertThat(DatabaseTrouble.causes(failure)).isEqualTo(status == 503);
    }

    @Test
    void saysWhenToComeBackWithOutagesAndOverloadOnly() throws JsonProcessingException {
        Problem asked = Problem.of(
                new TransientException(ErrorCode.MODEL_UNAVAILABLE, "busy", Duration.ofMillis(6100), null), "/x");

        assertThat(asked.retryAfter()).hasValue("7");
        assertThat(new ObjectMapper().writeValueAsString(asked)).doesNotContain("retry", "pause");
        assertThat(Problem.of(ErrorCode.SHUTTING_DOWN, "", "/x").retryAfter()).hasValue("3");
        assertThat(Problem.of(ErrorCode.STARTING, 429, "", "/x").retryAfter()).hasValue("3");
        assertThat(Problem.of(ErrorCode.RUN_NOT_FOUND, "", "/x").retryAfter()).isEmpty();
    }

    @Test
    void theReasonOfATroubleIsOneLineWithoutTheStatement() {
        Exception failure =
                new IllegalStateException("select 1\n  from run", new SQLException("is away\nreally", "57P03"));

        assertThat(DatabaseTrouble.reason(failure)).isEqualTo("is away");
        assertThat(DatabaseTrouble.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void doesNotRepeatTheMessageOfAnUnknownException() {
        Problem problem = Problem.of(new IllegalStateException("password=hunter2"), "/x");

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.toString()).doesNotContain("hunter2");
    }
}
