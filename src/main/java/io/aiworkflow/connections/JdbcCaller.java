package io.aiworkflow.connections;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.platform.StrictJson;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.util.PGobject;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Executes the statements of one connection, on a pool of its own. Failures tell a state, never texts or values. */
final class JdbcCaller {
    private static final long CONNECT_MILLIS = 5_000;

    private final String name;
    private final SqlConnection connection;
    private final HikariDataSource pool;
    private final NamedParameterJdbcTemplate database;
    private final TransactionTemplate transaction;

    JdbcCaller(String name, SqlConnection connection) {
        this.name = name;
        this.connection = connection;
        this.pool = new HikariDataSource(config());
        JdbcTemplate template = new JdbcTemplate(pool);
        template.setQueryTimeout((int) connection.timeout().toSeconds());
        template.setMaxRows(connection.maxRows() + 1);
        this.database = new NamedParameterJdbcTemplate(template);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(pool));
        transaction.setReadOnly(connection.readOnly());
    }

    private HikariConfig config() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("sql-connection-" + name);
        config.setJdbcUrl("jdbc:" + connection.url().strip());
        config.setUsername(connection.user());
        config.setPassword(connection.password());
        config.setMaximumPoolSize(connection.poolSize());
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECT_MILLIS);
        // A database that is away keeps no route from being loaded.
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "ai-workflow-engine");
        // Values are texts whose type the statement tells.
        config.addDataSourceProperty("stringtype", "unspecified");
        // A pooler may stand in between.
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("connectTimeout", String.valueOf(CONNECT_MILLIS / 1000));
        config.addDataSourceProperty(
                "socketTimeout", String.valueOf(connection.timeout().toSeconds() + CONNECT_MILLIS / 1000));
        return config;
    }

    /**
     * Executes a statement.
     *
     * @param result one of {@link SqlConnectionEndpoint#RESULTS}
     * @return plain values
     */
    Object call(String sql, Map<String, Object> values, String result) {
        try {
            return transaction.execute(status -> executed(sql, values, result));
        } catch (CannotCreateTransactionException e) {
            throw new ConnectionUnavailable("the database '%s' cannot be reached".formatted(name), null, e);
        } catch (DataAccessException e) {
            throw failure(e);
        } catch (TransactionException e) {
            throw new ConnectionFailed("the statement for the database '%s' broke off".formatted(name), e);
        }
    }

    private Object executed(String sql, Map<String, Object> values, String result) {
        if (result.equals("count")) {
            return database.update(sql, values);
        }
        List<Map<String, Object>> rows = database.queryForList(sql, values);
        if (rows.size() > connection.maxRows()) {
            throw new AnswerUnusable(
                    "the database '%s' has more than %d rows for this; ask for fewer"
                            .formatted(name, connection.maxRows()),
                    null);
        }
        return shaped(rows.stream().map(JdbcCaller::plain).toList(), result);
    }

    private static Object shaped(List<Map<String, Object>> rows, String result) {
        if (result.equals("rows")) {
            return new ArrayList<>(rows);
        }
        Map<String, Object> first = rows.isEmpty() ? null : rows.get(0);
        return first == null || result.equals("row")
                ? first
                : first.values().iterator().next();
    }

    private static Map<String, Object> plain(Map<String, Object> row) {
        Map<String, Object> plain = new LinkedHashMap<>();
        row.forEach((column, value) -> plain.put(column, plain(value)));
        return plain;
    }

    private static Object plain(Object value) {
        try {
            if (value == null || value instanceof Number || value instanceof Boolean) {
                return value;
            } else if (value instanceof Timestamp time) {
                return time.toInstant().toString();
            } else if (value instanceof PGobject json && json.getType().startsWith("json") && json.getValue() != null) {
                return StrictJson.toJava(StrictJson.parse(json.getValue().getBytes(StandardCharsets.UTF_8)));
            } else if (value instanceof Array array) {
                return List.of((Object[]) array.getArray()).stream()
                        .map(JdbcCaller::plain)
                        .toList();
            }
            return value.toString();
        } catch (SQLException | JsonProcessingException e) {
            throw new AnswerUnusable("a value of the answer cannot be read", e);
        }
    }

    EngineException refused(String why, Exception cause) {
        return new ConnectionRefused("the database '%s': %s".formatted(name, why), cause);
    }

    private EngineException failure(DataAccessException failure) {
        String state = failure.getMostSpecificCause() instanceof SQLException sql ? sql.getSQLState() : "unknown";
        boolean refused = failure instanceof NonTransientDataAccessException
                && !(failure instanceof DataAccessResourceFailureException);
        if (refused || failure instanceof UncategorizedSQLException) {
            return refused("it refused the statement (SQLSTATE %s)".formatted(state), failure);
        }
        return new ConnectionFailed(
                "the statement for the database '%s' broke off (SQLSTATE %s)".formatted(name, state), failure);
    }

    void close() {
        pool.close();
    }
}
