package io.aiworkflow.operations.metrics;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.aiworkflow.platform.DataProperties;
import io.aiworkflow.platform.EngineVersion;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The registry of all meters of the process, and the meters of the process itself. */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {
    @Bean
    PrometheusMeterRegistry meterRegistry(MetricsProperties properties) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config().meterFilter(properties.enabled() ? new Buckets() : MeterFilter.deny());
        return registry;
    }

    @Bean(destroyMethod = "close")
    JvmGcMetrics garbageCollection() {
        return new JvmGcMetrics();
    }

    @Bean(destroyMethod = "close")
    LogbackMetrics logEvents() {
        return new LogbackMetrics();
    }

    /** Not while beans are made: whatever a meter looks at is there then. */
    @Bean
    SmartInitializingSingleton metersOfTheProcess(
            MetricsProperties properties,
            MeterRegistry registry,
            JvmGcMetrics garbageCollection,
            LogbackMetrics logEvents,
            EngineVersion version,
            DataProperties data,
            HikariDataSource dataSource,
            @Qualifier("probeDataSource") HikariDataSource probe) {
        return () -> {
            if (!properties.enabled()) {
                return;
            }
            List<MeterBinder> binders = List.of(
                    new JvmMemoryMetrics(),
                    garbageCollection,
                    new ThreadMeters(),
                    new ClassLoaderMetrics(),
                    new ProcessorMetrics(),
                    new UptimeMetrics(),
                    new FileDescriptorMetrics(),
                    logEvents);
            binders.forEach(binder -> binder.bindTo(registry));
            bindBuild(registry, version);
            bindDisk(registry, data.absolute().toFile());
            dataSource.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
            probe.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
        };
    }

    private static void bindBuild(MeterRegistry registry, EngineVersion version) {
        Gauge.builder("aiworkflow.build.info", () -> 1)
                .description("Always 1; the labels tell version and Java")
                .tag("version", version.toString())
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    private static void bindDisk(MeterRegistry registry, File directory) {
        Gauge.builder("disk.free", directory, File::getUsableSpace)
                .description("Room that is left where the data folder is")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("disk.total", directory, File::getTotalSpace)
                .description("Size of the disk where the data folder is")
                .baseUnit("bytes")
                .register(registry);
    }
}
