package io.aiworkflow.model;

import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.RoutesProperties;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.platform.Work;
import io.aiworkflow.routing.KameletParameters;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** A Camel context without Spring that has the project's Kamelets, with beans that ask a fake Ollama. */
final class KameletContext implements AutoCloseable {
    private final CamelContext camel = new DefaultCamelContext();

    KameletContext(String ollamaUrl) {
        this(ollamaUrl, Path.of("routes"));
    }

    KameletContext(String ollamaUrl, Path routes) {
        this(ollamaUrl, routes, Work.outsideOfRuns(Submitter.ENGINE));
    }

    KameletContext(String ollamaUrl, Path routes, Work work) {
        AuthorResources resources = new AuthorResources(new RoutesProperties(routes));
        camel.getRegistry()
                .bind("ollamaActions", new OllamaActions(TestModels.gateway(ollamaUrl), resources, exchange -> work));
        camel.getRegistry().bind("fieldSchema", new FieldSchema());
        KameletParameters.install(camel);
        camel.getComponent("kamelet", KameletComponent.class).setLocation("file:routes/kamelets");
    }

    /** Loads YAML routes and starts. */
    KameletContext with(String yaml) {
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("test.camel.yaml", yaml));
            camel.start();
            return this;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a body and returns the exchange, failed or not. */
    Exchange send(String uri, Object body) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(body);
        return camel.createProducerTemplate().send(uri, exchange);
    }

    @Override
    public void close() {
        camel.stop();
    }
}
