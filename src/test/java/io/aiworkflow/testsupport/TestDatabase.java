package io.aiworkflow.testsupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * One real PostgreSQL server for all tests of a JVM, and a new database in it for each test class that asks for one.
 * With {@code -Dtest.pooler=pgbouncer} all addresses but those for migrations lead through PgBouncer.
 */
public final class TestDatabase {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static EmbeddedPostgres server;
    private static PgBouncer pooler;

    private TestDatabase() {}

    /** Whether the tests of this JVM go through PgBouncer. */
    public static boolean isPooled() {
        String wanted = System.getProperty("test.pooler", "none");
        return switch (wanted) {
            case "pgbouncer" -> true;
            case "none" -> false;
            default -> throw new IllegalStateException("test.pooler must be pgbouncer or none, not " + wanted);
        };
    }

    /** A connection pool on a new database that holds the whole schema. */
    public static HikariDataSource migrated() {
        String name = create();
        try {
            SpringLiquibase liquibase = new SpringLiquibase();
            liquibase.setDataSource(new DriverManagerDataSource(directUrl(name)));
            liquibase.setResourceLoader(new DefaultResourceLoader());
            liquibase.setChangeLog("classpath:db/changelog/db.changelog-master.yaml");
            liquibase.afterPropertiesSet();
            return pool(url(name));
        } catch (liquibase.exception.LiquibaseException e) {
            throw new IllegalStateException("the schema could not be created", e);
        }
    }

    /** A connection pool on a new, empty database, for migrations: it never leads through a pooler. */
    public static HikariDataSource empty() {
        return pool(directUrl(create()));
    }

    /** The JDBC URL of a new, empty database; the user is {@code postgres}, without a password. */
    public static String emptyDatabaseUrl() {
        return url(create());
    }

    /** The engine's settings for a new, empty database. */
    public static Map<String, String> settings() {
        String name = create();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("engine.database.connection-timeout", "2s");
        settings.put("engine.identity.admin-password-file", TestLogin.PASSWORD_FILE.toString());
        if (isPooled()) {
            settings.put("engine.database.url", "postgresql://postgres@127.0.0.1:" + pooler().port() + "/" + name);
            settings.put("engine.database.direct-url", directUrl(name));
            settings.put("engine.database.pooler", "pgbouncer");
        } else {
            settings.put("engine.database.url", directUrl(name));
        }
        return settings;
    }

    /** A connection to this database past any pooler: one that holds a lock would else take a place that others need. */
    public static Connection direct(DataSource database) throws SQLException {
        String name = JdbcClient.create(database)
                .sql("select current_database()")
                .query(String.class)
                .single();
        return DriverManager.getConnection(directUrl(name));
    }

    /** Past any pooler, as a superuser, on the database that all others are made from. */
    public static DataSource administration() {
        return server().getPostgresDatabase();
    }

    private static String create() {
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = administration().getConnection()) {
            connection.createStatement().execute("create database " + name);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException("the test database could not be created", e);
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(10);
        return new HikariDataSource(config);
    }

    private static String url(String name) {
        return isPooled() ? pooler().jdbcUrl(name) : directUrl(name);
    }

    private static String directUrl(String name) {
        return server().getJdbcUrl("postgres", name);
    }

    /** Gives an application context a new, empty database and a data folder of its own. */
    public static final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            Map<String, String> settings = settings();
            // Contexts of several test classes are open at once, and only one can have an index.
            settings.put("engine.data.directory", "target/test-data/" + UUID.randomUUID());
            TestPropertyValues.of(settings).applyTo(context);
        }
    }

    private static synchronized PgBouncer pooler() {
        if (pooler == null) {
            pooler = PgBouncer.before(server().getPort());
        }
        return pooler;
    }

    private static synchronized EmbeddedPostgres server() {
        try {
            if (server == null) {
                EmbeddedPostgres started = EmbeddedPostgres.builder()
                        .setLocaleConfig("locale", "C.UTF-8")
                        .setRegisterShutdownHook(false)
                        .start();
                ShutdownOrder.afterTheEngines(() -> stop(started));
                server = started;
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
