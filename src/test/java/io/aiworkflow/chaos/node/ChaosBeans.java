package io.aiworkflow.chaos.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

/** What the crash suite adds to a process of the engine. Not annotated, so that no other test finds it by accident. */
class ChaosBeans {
    /** Stands between the engine and its connections, but only in a process that is meant to halt. */
    @Bean
    static BeanPostProcessor haltingDataSource() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (!HaltPoints.isArmed() || !(bean instanceof DataSource)) {
                    return bean;
                }
                ProxyFactory factory = new ProxyFactory(bean);
                factory.setProxyTargetClass(true);
                factory.addAdvice(new HaltingConnections());
                return factory.getProxy();
            }
        };
    }

    @Bean("chaos")
    ChaosSteps chaosSteps() {
        return new ChaosSteps(new SinkClient());
    }

    @Bean
    HeapReporter heapReporter() {
        return new HeapReporter(new SinkClient());
    }

    @Bean
    Entrance entrance() {
        return new Entrance();
    }

    /** Tells the suite that the node works. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> readyFile() {
        return event -> {
            try {
                Files.writeString(Path.of(NodeSettings.name() + ".ready"), "ready");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
