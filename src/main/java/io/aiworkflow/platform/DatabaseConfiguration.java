package io.aiworkflow.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.liquibase.LiquibaseConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The engine's one pool of database connections, on the embedded server or on the one that {@code DATABASE_URL} names.
 * The embedded server starts before the pool and stops after it, so after everything that uses it.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    private static final int SOCKET_TIMEOUT_SECONDS = 25;
    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(1500);

    @Bean
    Database database(DataProperties data, DatabaseProperties properties) {
        return Database.open(data, properties);
    }

    @Bean
    HikariDataSource dataSource(Database database, DatabaseProperties properties) {
        DatabaseAddress address = database.address();
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setDataSource(new ReconnectingDataSource(driver(address), address.display()));
        config.setMaximumPoolSize(properties.poolSize());
        config.setMinimumIdle(Math.min(4, properties.poolSize()));
        config.setConnectionTimeout(properties.connectionTimeout().toMillis());
        config.setValidationTimeout(VALIDATION_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(properties.startupWait().toMillis());
        try {
            return new PatientDataSource(config);
        } catch (PoolInitializationException e) {
            throw new StartRefused(
                    "The database %s cannot be used: %s".formatted(address.display(), reason(e)),
                    "Check that the server runs, and host, port, user, password and database in DATABASE_URL.",
                    e);
        }
    }

    /** One connection beside the pool, so that a pool that is used up does not look like a database that is away. */
    @Bean(defaultCandidate = false)
    HikariDataSource probeDataSource(Database database, DataSource dataSource) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("probe");
        config.setDataSource(driver(database.address()));
        config.setMaximumPoolSize(1);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(PROBE_TIMEOUT.toMillis());
        config.setValidationTimeout(VALIDATION_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    /**
     * Migrations take long locks and have time limits of their own, so they go past a pooler when a direct address is
     * given.
     */
    @Bean
    LiquibaseConnectionDetails migrationConnection(Database database, DatabaseProperties properties) {
        if (!properties.directUrl().isBlank() && !database.isEmbedded()) {
            return new MigrationConnection(
                    DatabaseAddress.parse("DATABASE_DIRECT_URL", properties.directUrl(), properties)
                            .forMigrations());
        }
        DatabaseAddress address = database.address();
        return new MigrationConnection(address.pooled() ? null : address.forMigrations());
    }

    /** Time limits that a migration has set for the engine's role are in force for new connections only. */
    @Bean
    SmartInitializingSingleton limitsOfTheRole(HikariDataSource dataSource) {
        return () -> dataSource.getHikariPoolMXBean().softEvictConnections();
    }

    private static DataSource driver(DatabaseAddress address) {
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setURL(address.jdbcUrl());
        driver.setUser(address.user());
        driver.setPassword(address.password());
        if (driver.getSocketTimeout() == 0) {
            // A server that vanishes without a word must not hold a thread for longer than a worker's lease.
            driver.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
        }
        return driver;
    }

    private static String reason(PoolInitializationException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage();
    }

    /** No address means the pool. */
    private record MigrationConnection(DatabaseAddress address) implements LiquibaseConnectionDetails {
        @Override
        public String getJdbcUrl() {
            return address == null ? null : address.jdbcUrl();
        }

        @Override
        public String getUsername() {
            return address == null ? null : address.user();
        }

        @Override
        public String getPassword() {
            return address == null ? null : address.password();
        }
    }
}
