package io.aiworkflow.knowledge.qdrant;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Uses Qdrant when its address is given. It need not be there when the engine starts. */
@Configuration(proxyBeanMethods = false)
@Conditional(QdrantConfiguration.AddressGiven.class)
class QdrantConfiguration {
    @Bean
    QdrantClient qdrantClient(QdrantProperties properties) {
        return new QdrantClient(properties);
    }

    @Bean
    QdrantModelIndexes qdrantModelIndexes(QdrantClient client, QdrantProperties properties) {
        return new QdrantModelIndexes(client, properties.collection(), properties.snapshotDirectory());
    }

    @Bean
    QdrantHealth qdrantHealth(QdrantClient client) {
        return new QdrantHealth(client);
    }

    static final class AddressGiven implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("engine.knowledge.qdrant.url"));
        }
    }
}
