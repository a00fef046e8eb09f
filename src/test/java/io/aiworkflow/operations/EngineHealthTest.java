package io.aiworkflow.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.HealthCheck;
import io.aiworkflow.platform.HealthCheck.Finding;
import io.aiworkflow.platform.Role;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineHealthTest {
    private EngineHealth health;

    @AfterEach
    void stop() {
        health.stop();
    }

    @Test
    void isOkWhenAllPartsWork() {
        HealthReport report = report(check("database", true, Finding::working));

        assertThat(report.isOk()).isTrue();
        assertThat(report.version()).isEqualTo("1.2.3");
        assertThat(report.roles()).containsExactly("api", "worker");
    }

    @Test
    void isUnavailableAndNamesThePartWhenANeededOneFails() {
        HealthReport report = report(
                check("database", true, () -> Finding.failing("It is down.")),
                check("worker", true, () -> Finding.working("16 threads")));

        assertThat(report.status()).isEqualTo("unavailable");
        HealthReport.PartReport database = report.checks().get("database");
        assertThat(database.status()).isEqualTo("unavailable");
        assertThat(database.needed()).isTrue();
        assertThat(database.detail()).isEqualTo("It is down.");
        assertThat(report.checks().get("worker").status()).isEqualTo("ok");
    }

    @Test
    void staysOkWhenAnOptionalPartFails() {
        HealthReport report = report(check("model", false, () -> Finding.failing("It does not answer.")));

        assertThat(report.isOk()).isTrue();
        assertThat(report.checks().get("model").status()).isEqualTo("unavailable");
    }

    @Test
    void doesNotShowTheMessageOfAnException() {
        HealthReport report = report(check("database", true, () -> {
            throw new IllegalStateException("password=hunter2");
        }));

        assertThat(report.isOk()).isFalse();
        assertThat(report.toString()).doesNotContain("hunter2");
    }

    @Test
    void answersWhileACheckHangsAndAsksItOnlyOnce() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        start(Duration.ofMillis(50), check("database", true, () -> {
            asked.incrementAndGet();
            never.await();
            return Finding.working();
        }));

        HealthReport first = health.report();
        HealthReport second = health.report();

        assertThat(first.checks().get("database").detail()).isEqualTo("No answer within 50 ms.");
        assertThat(second.isOk()).isFalse();
        assertThat(asked).hasValue(1);
    }

    private HealthReport report(HealthCheck... checks) {
        start(Duration.ofMinutes(1), checks);
        return health.report();
    }

    private void start(Duration limit, HealthCheck... checks) {
        health = new EngineHealth(List.of(checks), "1.2.3", List.of(Role.API, Role.WORKER), limit);
    }

    private static HealthCheck check(String part, boolean needed, Callable<Finding> finding) {
        return new HealthCheck() {
            @Override
            public String part() {
                return part;
            }

            @Override
            public boolean needed() {
                return needed;
            }

            @Override
            public Finding check() throws Exception {
                return finding.call();
            }
        };
    }
}
