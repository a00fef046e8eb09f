package io.aiworkflow.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.StrictJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Reads the column types that the statements of this package share. */
final class RunRows {
    private RunRows() {}

    static RunError error(ResultSet row, String step) throws SQLException {
        String code = row.getString("error_code");
        return code == null ? null : new RunError(code, row.getString("error_message"), step);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        // The database's infinity: there is no such moment.
        return time == null || time.equals(OffsetDateTime.MAX) ? null : time.toInstant();
    }

    static JsonNode json(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        try {
            return text == null ? null : StrictJson.parseStored(text);
        } catch (JsonProcessingException e) {
            throw new PermanentException(
                    ErrorCode.INTERNAL_ERROR, "what is stored as %s cannot be read as JSON".formatted(column), e);
        }
    }
}
