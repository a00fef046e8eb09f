package io.aiworkflow.routing;

import io.aiworkflow.platform.AuthorResources;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Judges a file by all the rules that need no trial, cheapest first, and tells the first one that it breaks. */
final class RouteFileValidator {
    private final RouteRules routeRules;
    private final KameletRules kameletRules;
    private final TextRules textRules;
    private final EndpointRules endpointRules;
    private final DestinationRules destinationRules;
    private final BeanRules beanRules;
    private final CamelContext application;

    RouteFileValidator(CamelContext application, AuthorResources resources, AuthorRights rights) {
        CamelYamlSchema schema = new CamelYamlSchema();
        this.application = application;
        this.routeRules = new RouteRules(schema);
        this.kameletRules = new KameletRules(schema);
        this.textRules = new TextRules(resources);
        this.endpointRules = new EndpointRules(rights);
        this.destinationRules = new DestinationRules(rights.destinations());
        this.beanRules = new BeanRules(application);
    }

    /** @param kamelets the Kamelets that the file may use, by name */
    void check(RouteFile file, Map<String, KameletDefinition> kamelets) throws RouteFileRefused {
        Set<String> placeholders = Set.of();
        if (file.kind() == RouteFileKind.KAMELET) {
            kameletRules.check(file);
            requireOwnNames(file);
            placeholders = KameletDefinition.of(file).properties();
        } else {
            routeRules.check(file);
        }
        destinationRules.check(file);
        StepRules.check(file.root());
        NameRules.check(file);
        endpointRules.check(file, kamelets);
        textRules.check(file, placeholders);
        if (file.kind() == RouteFileKind.KAMELET) {
            KameletExpansion.check(KameletDefinition.of(file));
        } else {
            KameletExpansion.check(file, kamelets);
        }
        beanRules.check(file);
    }

    /** Camel fills in a setting or environment variable of the same name where a property has no value. */
    private void requireOwnNames(RouteFile file) throws RouteFileRefused {
        KameletDefinition kamelet = KameletDefinition.of(file);
        Node definition = YamlNodes.get(file.root(), "spec", "definition").orElse(file.root());
        for (NodeTuple property :
                YamlNodes.get(definition, "properties").map(YamlNodes::entries).orElseGet(List::of)) {
            String name = YamlNodes.key(property);
            boolean mayBeMissing =
                    !kamelet.required().contains(name) && !kamelet.defaults().containsKey(name);
            if (mayBeMissing
                    && application
                            .getPropertiesComponent()
                            .resolveProperty(name)
                            .isPresent()) {
                throw new RouteFileRefused(
                        Rule.PLACEHOLDER,
                        YamlNodes.line(property.getKeyNode()),
                        "without a value the property '%s' would be filled from the engine's surroundings; give it a default"
                                .formatted(name));
            }
        }
    }
}
