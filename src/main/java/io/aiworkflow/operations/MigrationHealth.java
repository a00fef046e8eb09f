package io.aiworkflow.operations;

import io.aiworkflow.platform.HealthCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Whether the database has all migrations of this engine. It may lose some while the engine runs: another version may be
 * rolled back, or an older backup restored.
 */
@Component
class MigrationHealth implements HealthCheck {
    private static final String FILES = "classpath:db/changelog/changes/*.sql";
    private static final Pattern CHANGE = Pattern.compile("(?m)^--changeset engine:(\\S+)");

    private final DataSource dataSource;
    private Set<String> ours;

    MigrationHealth(@Qualifier("probeDataSource") DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public String part() {
        return "migrations";
    }

    @Override
    public Finding check() throws SQLException, IOException {
        Set<String> there = applied();
        Set<String> missing = new TreeSet<>(ours());
        missing.removeAll(there);
        if (!missing.isEmpty()) {
            return Finding.failing(
                    "The database lacks %d migrations of this engine, the first is %s; restart the engine."
                            .formatted(missing.size(), missing.iterator().next()));
        }
        there.removeAll(ours());
        return there.isEmpty()
                ? Finding.working()
                : Finding.working(
                        "The database has %d migrations that a newer engine has made.".formatted(there.size()));
    }

    private Set<String> applied() throws SQLException {
        Set<String> applied = new HashSet<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(2);
            try (ResultSet rows = statement.executeQuery("select id from databasechangelog where author = 'engine'")) {
                while (rows.next()) {
                    applied.add(rows.getString(1));
                }
            }
        }
        return applied;
    }

    private Set<String> ours() throws IOException {
        if (ours == null) {
            Set<String> found = new HashSet<>();
            for (Resource file : new PathMatchingResourcePatternResolver().getResources(FILES)) {
                CHANGE.matcher(file.getContentAsString(StandardCharsets.UTF_8))
                        .results()
                        .map((MatchResult change) -> change.group(1))
                        .forEach(found::add);
            }
            ours = Set.copyOf(found);
        }
        return ours;
    }
}
