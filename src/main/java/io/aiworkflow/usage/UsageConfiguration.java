package io.aiworkflow.usage;

import io.aiworkflow.model.AnswerCache;
import io.aiworkflow.model.ModelLedger;
import io.aiworkflow.model.ModelProperties;
import io.aiworkflow.model.SharedPlaces;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Puts the account of calls and the cache of answers together. */
@Configuration(proxyBeanMethods = false)
class UsageConfiguration {
    private static final String REDIS_URL = "engine.redis.url";
    private static final Duration PLACE_LEASE = Duration.ofSeconds(30);

    @Bean
    UsageMeters usageMeters(MeterRegistry registry) {
        return new UsageMeters(registry);
    }

    @Bean
    ModelLedger modelLedger(JdbcModelCalls calls, JdbcUsages usages, BudgetProperties budgets, UsageMeters meters) {
        return new UsageLedger(calls, new Budgets(budgets, usages, Clock.systemUTC()), meters);
    }

    @Bean
    @Conditional(RedisGiven.class)
    RedisAnswers redisAnswers(Environment settings) {
        return new RedisAnswers(settings.getRequiredProperty(REDIS_URL));
    }

    @Bean
    AnswerCache answerCache(
            Optional<RedisAnswers> redis, JdbcAnswers answers, CacheProperties cache, UsageMeters meters) {
        return new LayeredCache(redis, answers, cache, meters);
    }

    @Bean
    SharedPlaces sharedPlaces(ModelProperties properties, JdbcModelPlaces places) {
        return properties.sharedPlaces() ? new LeasedPlaces(places, PLACE_LEASE) : SharedPlaces.NONE;
    }

    @Bean
    UsageSweep usageSweep(JdbcAnswers answers, Optional<RedisAnswers> redis, UsageProperties properties) {
        return new UsageSweep(answers, redis, properties);
    }

    static final class RedisGiven implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty(REDIS_URL));
        }
    }
}
