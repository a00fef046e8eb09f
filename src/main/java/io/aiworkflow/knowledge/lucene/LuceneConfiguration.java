package io.aiworkflow.knowledge.lucene;

import io.aiworkflow.platform.DataProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Uses the index inside this process when no address of a vector database is given. */
@Configuration(proxyBeanMethods = false)
@Conditional(LuceneConfiguration.NoAddressGiven.class)
class LuceneConfiguration {
    @Bean(destroyMethod = "close")
    LuceneModelIndexes luceneModelIndexes(DataProperties properties) {
        return new LuceneModelIndexes(properties);
    }

    static final class NoAddressGiven implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !StringUtils.hasText(context.getEnvironment().getProperty("engine.knowledge.qdrant.url"));
        }
    }
}
