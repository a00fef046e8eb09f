package io.aiworkflow.platform.settings;

import io.aiworkflow.platform.DataProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The one sealer of the engine. */
@Configuration(proxyBeanMethods = false)
class SealingConfiguration {
    @Bean
    AesGcmSealer secretSealer(Environment environment, DataProperties data) {
        return new AesGcmSealer(MasterKeys.open(environment, data.absolute()));
    }
}
