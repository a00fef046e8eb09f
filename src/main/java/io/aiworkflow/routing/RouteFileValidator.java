package io.aiworkflow.routing;

import io.aiworkflow.platform.AuthorResources;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;

/** Judges a file by all the rules that need no trial, cheapest first, and tells the first one that it breaks. */
final class RouteFileValidator {
    private final RouteRules routeRules;
    private final KameletRules kameletRules;
    private final TextRules textRules;
    private final EndpointRules endpointRules = new EndpointRules();
    private final BeanRules beanRules;

    RouteFileValidator(CamelContext application, AuthorResources resources) {
        CamelYamlSchema schema = new CamelYamlSchema();
        this.routeRules = new RouteRules(schema);
        this.kameletRules = new KameletRules(schema);
        this.textRules = new TextRules(resources);
        this.beanRules = new BeanRules(application);
    }

    /** @param kamelets the Kamelets that the file may use, by name */
    void check(RouteFile file, Map<String, KameletDefinition> kamelets) throws RouteFileRefused {
        Set<String> placeholders = Set.of();
        if (file.kind() == RouteFileKind.KAMELET) {
            kameletRules.check(file);
            placeholders = KameletDefinition.of(file).properties();
        } else {
            routeRules.check(file);
        }
        StepRules.check(file.root());
        endpointRules.check(file, kamelets);
        textRules.check(file, placeholders);
        beanRules.check(file);
    }
}
