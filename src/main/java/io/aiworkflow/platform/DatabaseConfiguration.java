package io.aiworkflow.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import org.springframework.boot.autoconfigure.liquibase.LiquibaseConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The engine's one pool of database connections, on the embedded server or on the one that {@code DATABASE_URL} names.
 * The embedded server starts before the pool and stops after it, so after everything that uses it.
 */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {
    private static final String SOCKET_TIMEOUT_SECONDS = "25";

    @Bean
    Database database(DataProperties data, DatabaseProperties properties) {
        return Database.open(data, properties);
    }

    @Bean
    HikariDataSource dataSource(Database database, DatabaseProperties properties) {
        DatabaseAddress address = database.address();
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(address.jdbcUrl());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(properties.poolSize());
        config.setMinimumIdle(Math.min(4, properties.poolSize()));
        // A server that vanishes without a word must not hold a thread for longer than a worker's lease.
        config.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
        config.setConnectionTimeout(properties.connectionTimeout().toMillis());
        config.setInitializationFailTimeout(properties.startupWait().toMillis());
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new StartRefused(
                    "The database %s cannot be used: %s".formatted(address.display(), reason(e)),
                    "Check that the server runs, and host, port, user, password and database in DATABASE_URL.",
                    e);
        }
    }

    /** Migrations take session locks, so they go past a pooler when a direct address is given. */
    @Bean
    LiquibaseConnectionDetails migrationConnection(Database database, DatabaseProperties properties) {
        DatabaseAddress direct = properties.directUrl().isBlank() || database.isEmbedded()
                ? null
                : DatabaseAddress.parse("DATABASE_DIRECT_URL", properties.directUrl(), properties);
        return new MigrationConnection(direct);
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
