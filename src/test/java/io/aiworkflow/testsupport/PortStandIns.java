package io.aiworkflow.testsupport;

import io.aiworkflow.platform.SecretSealer;
import io.aiworkflow.platform.SecurityEvents;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/** Lets the whole engine start in tests where nothing implements these ports yet; an implementation takes their place. */
@Configuration(proxyBeanMethods = false)
class PortStandIns {
    @Bean
    @Fallback
    SecurityEvents forgottenEvents() {
        return event -> {};
    }

    @Bean
    @Fallback
    SecretSealer openSealer() {
        return new SecretSealer() {
            @Override
            public String seal(String secret, String context) {
                return secret;
            }

            @Override
            public String open(String sealed, String context) {
                return sealed;
            }
        };
    }
}
