package io.aiworkflow.routing;

import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.Language;

/**
 * The application's beans as a scratch context sees them, by name only. Camel's own parts stay out, as a context makes
 * the components that it finds in a registry its own.
 */
record ScratchBeans(CamelContext application) implements BeanRepository {
    @Override
    public Object lookupByName(String name) {
        boolean part = name.endsWith("-component") || name.startsWith("routes-builder-loader-");
        Object bean = part ? null : application.getRegistry().lookupByName(name);
        return bean == null || belongsToCamel(bean) ? null : bean;
    }

    @Override
    public <T> T lookupByNameAndType(String name, Class<T> type) {
        Object bean = lookupByName(name);
        return type.isInstance(bean) ? type.cast(bean) : null;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return Map.of();
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return Set.of();
    }

    private static boolean belongsToCamel(Object bean) {
        return bean instanceof Component
                || bean instanceof Language
                || bean instanceof DataFormat
                || bean.getClass().getName().startsWith("org.apache.camel.");
    }
}
