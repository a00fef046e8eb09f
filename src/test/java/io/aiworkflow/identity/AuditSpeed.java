package io.aiworkflow.identity;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.platform.SecurityEvents;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import liquibase.integration.spring.SpringLiquibase;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

public final class AuditSpeed {
    public static void main(String[] args) throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setLocaleConfig("locale", "C.UTF-8")
                .start()) {
            SpringLiquibase liquibase = new SpringLiquibase();
            liquibase.setDataSource(server.getPostgresDatabase());
            liquibase.setResourceLoader(new DefaultResourceLoader());
            liquibase.setChangeLog("classpath:db/changelog/db.changelog-master.yaml");
            liquibase.afterPropertiesSet();
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
            config.setMaximumPoolSize(30);
            try (HikariDataSource source = new HikariDataSource(config)) {
                JdbcClient database = JdbcClient.create(source);
                SecurityEvents events = new JdbcSecurityEvents(database);
                TransactionTemplate tx = new TransactionTemplate(new DataSourceTransactionManager(source));
                database.sql("create table other (id bigint generated always as identity, t text)").update();
                for (int round = 0; round < 3; round++) {
                    run("standalone", 8, 2000, i -> events.record(TestAudit.login("ada")));
                    run("own transaction", 8, 500, i -> tx.executeWithoutResult(s -> {
                        database.sql("insert into other (t) values ('x')").update();
                        events.record(TestAudit.login("ada"));
                    }));
                    run("the same without event", 8, 500, i -> tx.executeWithoutResult(s ->
                        database.sql("insert into other (t) values ('x')").update()));
                    run("standalone", 1, 500, i -> events.record(TestAudit.login("ada")));
                    run("standalone", 64, 500, i -> events.record(TestAudit.login("ada")));
                }
                long t = System.nanoTime();
                var log = new SecurityEventLog(new JdbcSecurityEventPages(database), new JdbcSecurityEventChain(database));
                ChainReport report = log.verify();
                System.out.printf("verified %d in %d ms, intact %s%n", report.events(), (System.nanoTime() - t) / 1_000_000, report.isIntact());
            }
        }
    }

    static void run(String what, int threads, int each, Consumer<Integer> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long[][] times = new long[threads][each];
        long start = System.nanoTime();
        List<Future<?>> all = new ArrayList<>();
        for (int n = 0; n < threads; n++) {
            int number = n;
            all.add(pool.submit(() -> {
                for (int i = 0; i < each; i++) {
                    long t = System.nanoTime();
                    work.accept(i);
                    times[number][i] = System.nanoTime() - t;
                }
            }));
        }
        for (Future<?> f : all) f.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        pool.shutdown();
        long[] flat = Arrays.stream(times).flatMapToLong(Arrays::stream).sorted().toArray();
        System.out.printf("%-24s %2d threads: %6.0f /s, p50 %.1f ms, p95 %.1f ms, p99 %.1f ms%n", what, threads,
                threads * each / seconds, flat[flat.length / 2] / 1e6, flat[flat.length * 95 / 100] / 1e6, flat[flat.length * 99 / 100] / 1e6);
    }
}
