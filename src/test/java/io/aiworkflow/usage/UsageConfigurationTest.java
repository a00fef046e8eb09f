package io.aiworkflow.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.model.CallKind;
import io.aiworkflow.model.ModelProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class UsageConfigurationTest {
    @Test
    void whatIsCountedCanBeReadFromTheRegistryOfTheProcess() {
        CacheProperties cache =
                new CacheProperties(Duration.ofDays(1), DataSize.ofMegabytes(1), DataSize.ofMegabytes(1));
        new ApplicationContextRunner()
                .withUserConfiguration(UsageConfiguration.class)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(CacheProperties.class, () -> cache)
                .withBean(BudgetProperties.class, () -> new BudgetProperties(0, Map.of(), 0, Map.of(), 0, Map.of()))
                .withBean(
                        UsageProperties.class,
                        () -> new UsageProperties(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)))
                .withBean(
                        ModelProperties.class,
                        () -> new Binder(new MapConfigurationPropertySource(Map.of()))
                                .bindOrCreate("engine.model", ModelProperties.class))
                .withBean(JdbcModelPlaces.class, () -> new JdbcModelPlaces(null))
                .withBean(JdbcModelCalls.class, () -> new JdbcModelCalls(null))
                .withBean(JdbcUsages.class, () -> new JdbcUsages(null))
                .withBean(JdbcAnswers.class, () -> new JdbcAnswers(null, cache))
                .run(context -> {
                    context.getBean(UsageMeters.class).failed(CallKind.CHAT, new IllegalStateException("told to fail"));

                    assertThat(context.getBean(MeterRegistry.class)
                                    .get("aiworkflow.model.failures")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
                });
    }
}
