package io.aiworkflow.testsupport;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * One real PostgreSQL server for all tests of a JVM, and a new database in it for each test class that asks for one.
 */
public final class TestDatabase {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static EmbeddedPostgres server;

    private TestDatabase() {}

    /** A connection pool on a new database that holds the whole schema. */
    public static HikariDataSource migrated() {
        HikariDataSource dataSource = empty();
        try {
            SpringLiquibase liquibase = new SpringLiquibase();
            liquibase.setDataSource(dataSource);
            liquibase.setResourceLoader(new DefaultResourceLoader());
            liquibase.setChangeLog("classpath:db/changelog/db.changelog-master.yaml");
            liquibase.afterPropertiesSet();
            return dataSource;
        } catch (liquibase.exception.LiquibaseException e) {
            throw new IllegalStateException("the schema could not be created", e);
        }
    }

    /** A connection pool on a new, empty database. */
    public static HikariDataSource empty() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(emptyDatabaseUrl());
        config.setUsername("postgres");
        config.setMaximumPoolSize(10);
        return new HikariDataSource(config);
    }

    /** The JDBC URL of a new, empty database; the user is {@code postgres}, without a password. */
    public static String emptyDatabaseUrl() {
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = server().getPostgresDatabase().getConnection()) {
            connection.createStatement().execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("the test database could not be created", e);
        }
        return server().getJdbcUrl("postgres", name);
    }

    /** Gives an application context a new, empty database. */
    public static final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of(
                            "engine.database.url=" + emptyDatabaseUrl() + "&user=postgres",
                            "engine.database.connection-timeout=2s")
                    .applyTo(context);
        }
    }

    private static synchronized EmbeddedPostgres server() {
        try {
            if (server == null) {
                server = EmbeddedPostgres.builder()
                        .setLocaleConfig("locale", "C.UTF-8")
                        .start();
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
