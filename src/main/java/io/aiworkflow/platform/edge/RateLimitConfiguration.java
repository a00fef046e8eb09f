package io.aiworkflow.platform.edge;

import io.aiworkflow.platform.RedisAddress;
import io.github.bucket4j.TimeMeter;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Counts requests in Redis when its address is given, else in this process. */
@Configuration(proxyBeanMethods = false)
class RateLimitConfiguration {
    @Bean
    RateLimits rateLimits(RateLimitProperties properties, Environment environment) {
        String redis = environment.getProperty("engine.redis.url");
        Optional<RedisBuckets> shared = properties.enabled() && StringUtils.hasText(redis)
                ? Optional.of(new RedisBuckets(RedisAddress.parse(redis)))
                : Optional.empty();
        return new RateLimits(properties, new LocalBuckets(properties.per(), TimeMeter.SYSTEM_MILLISECONDS), shared);
    }
}
