package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.knowledge.parsing.ParsingProperties;
import io.aiworkflow.knowledge.qdrant.QdrantProperties;
import io.aiworkflow.platform.DataProperties;
import io.aiworkflow.platform.HealthCheck;
import io.aiworkflow.platform.WorkOrigin;
import io.aiworkflow.testsupport.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;

class KnowledgeWiringIT {
    @Test
    void startsAsBeansWithoutLoadingTheModelOrOpeningTheIndex(@TempDir Path data) {
        application(data).run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .hasBean("knowledge")
                    .hasBean("ingestion")
                    .hasSingleBean(ModelIndexes.class);
            assertThat(context.getBean(KnowledgeProperties.class)).isEqualTo(KnowledgeFixture.PROPERTIES);
            assertThat(data).isEmptyDirectory();
        });
    }

    @Test
    void refusesSettingsThatCannotWork(@TempDir Path data) {
        application(data)
                .withPropertyValues("engine.knowledge.chunk-tokens=5000")
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void usesQdrantWhenItsAddressIsGivenAndNeedsItNotToBeThere(@TempDir Path data) {
        application(data)
                .withPropertyValues("engine.knowledge.qdrant.url=http://127.0.0.1:1")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(ModelIndexes.class);
                    assertThat(context.getBean(ModelIndexes.class).getClass().getSimpleName())
                            .isEqualTo("QdrantModelIndexes");
                    assertThat(context.getBeansOfType(HealthCheck.class).values())
                            .singleElement()
                            .satisfies(health -> {
                                assertThat(health.check().ok()).isFalse();
                                assertThat(health.check().detail()).contains("cannot be reached", "QDRANT_URL");
                                assertThat(health.needed()).isFalse();
                            });
                });
    }

    @Test
    void refusesAnAddressOfQdrantThatIsNoneWithoutShowingIt(@TempDir Path data) {
        application(data)
                .withPropertyValues("engine.knowledge.qdrant.url=http://me:hidden-word@qdrant:6333")
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(context.getStartupFailure())
                            .rootCause()
                            .hasMessageContaining("QDRANT_URL")
                            .hasMessageNotContaining("hidden-word");
                });
    }

    private static ApplicationContextRunner application(Path data) {
        return new ApplicationContextRunner()
                .withBean(DataSource.class, TestDatabase::migrated)
                .withBean(WorkOrigin.class, () -> KnowledgeFixture.WORK)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(PassageRanker.class, () -> (passages, question, count, work) -> Optional.empty())
                .withConfiguration(AutoConfigurations.of(
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withUserConfiguration(Beans.class)
                .withPropertyValues("engine.data.directory=" + data);
    }

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(
            basePackages = "io.aiworkflow.knowledge",
            excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Test|IT)(\\$.*)?"))
    @EnableConfigurationProperties({
        KnowledgeProperties.class,
        IngestionProperties.class,
        ParsingProperties.class,
        QdrantProperties.class,
        DataProperties.class
    })
    static class Beans {}
}
