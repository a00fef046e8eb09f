package io.aiworkflow.run.redis;

import io.aiworkflow.run.RunSignals;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Uses Redis when its address is given. */
@Configuration(proxyBeanMethods = false)
@Conditional(RedisConfiguration.AddressGiven.class)
class RedisConfiguration {
    @Bean
    RedisSignals redisSignals(RunSignals signals, RedisProperties properties) {
        return new RedisSignals(signals, properties);
    }

    static final class AddressGiven implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("engine.redis.url"));
        }
    }
}
