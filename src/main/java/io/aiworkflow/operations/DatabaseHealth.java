package io.aiworkflow.operations;

import io.aiworkflow.platform.HealthCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Whether the database answers and the schema's first table can be read, on a connection that nobody else uses. */
@Component
class DatabaseHealth implements HealthCheck {
    private final DataSource dataSource;

    DatabaseHealth(@Qualifier("probeDataSource") DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public String part() {
        return "database";
    }

    @Override
    public Finding check() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(2);
            statement.executeQuery("select 1 from run limit 1").close();
            return Finding.working();
        }
    }
}
