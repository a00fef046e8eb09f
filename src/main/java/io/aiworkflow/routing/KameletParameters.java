package io.aiworkflow.routing;

import io.aiworkflow.platform.UriText;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.common.YamlDeserializationContext;
import org.apache.camel.dsl.yaml.common.YamlDeserializerResolver;
import org.apache.camel.dsl.yaml.deserializers.KameletDeserializer;
import org.apache.camel.dsl.yaml.deserializers.ModelDeserializers;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.service.ServiceHelper;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.springframework.stereotype.Component;

/**
 * Carries the parameters of a Kamelet, and of {@code http-connection:}, unchanged from YAML to where they are used.
 * Camel puts them into an endpoint URI on the way, where a line break vanishes and an ampersand ends the value; so texts
 * that a URI would damage travel encoded. It does not touch the parameters of other endpoints, and <code>{{name}}</code>
 * stays Camel's placeholder.
 */
@Component
public class KameletParameters implements CamelContextConfiguration {
    @Override
    public void beforeApplicationStart(CamelContext context) {
        install(context);
    }

    /** Needs nothing after the start. */
    @Override
    public void afterApplicationStart(CamelContext context) {}

    /** Prepares a context before any route is loaded into it; a second call changes nothing. */
    public static void install(CamelContext context) {
        Object present = context.hasComponent("kamelet");
        if (present instanceof DecodingKamelets) {
            return;
        }
        DecodingKamelets component = new DecodingKamelets();
        if (present instanceof KameletComponent plain) {
            component.setLocation(plain.getLocation());
            context.removeComponent("kamelet");
        }
        context.addComponent("kamelet", component);
        EncodingYaml loader = new EncodingYaml();
        loader.setCamelContext(context);
        ServiceHelper.startService(loader);
        // The names under which Camel looks for a loader of its own before it takes the standard one.
        for (String extension : YamlRoutesBuilderLoader.SUPPORTED_EXTENSION) {
            context.getRegistry().bind("routes-builder-loader-" + extension, loader);
        }
    }

    static String encode(String text) {
        return UriText.encode(text);
    }

    static String decode(String text) {
        if (!text.startsWith(UriText.MARK)) {
            return text;
        }
        String decoded = UriText.decode(text);
        // Camel's placeholder parser drops a backslash in the last place but one; expressions trim a space at the end.
        boolean fragile = decoded.length() > 1 && decoded.charAt(decoded.length() - 2) == '\\';
        return fragile ? decoded + " " : decoded;
    }

    /** Camel's Kamelets, given their parameters decoded. */
    private static final class DecodingKamelets extends KameletComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
                throws Exception {
            parameters.replaceAll((name, value) -> value instanceof String text ? decode(text) : value);
            return super.createEndpoint(uri, remaining, parameters);
        }
    }

    /** Camel's reading of YAML routes, with our reading of such calls before its own. */
    private static final class EncodingYaml extends YamlRoutesBuilderLoader {
        @Override
        protected YamlDeserializationContext newYamlDeserializationContext(LoadSettings settings, Resource resource) {
            YamlDeserializationContext context = super.newYamlDeserializationContext(settings, resource);
            context.addResolver(new EncodingResolver());
            return context;
        }
    }

    /** Reads a step that calls such an endpoint as Camel does, after encoding its parameters. */
    private static final class EncodingResolver implements YamlDeserializerResolver {
        private static final Pattern TEXT_ENDPOINTS = Pattern.compile("(kamelet|(http|sql)-connection):");

        @Override
        public int getOrder() {
            return ORDER_HIGHEST;
        }

        @Override
        public ConstructNode resolve(String id) {
            return switch (id) {
                case "kamelet" -> encoding(new KameletDeserializer());
                case "to" -> encoding(new ModelDeserializers.ToDefinitionDeserializer());
                case "wireTap" -> encoding(new ModelDeserializers.WireTapDefinitionDeserializer());
                default -> null;
            };
        }

        private static ConstructNode encoding(ConstructNode reader) {
            return node -> {
                if (node instanceof MappingNode step && isForTexts(step)) {
                    step.getValue().stream()
                            .filter(tuple -> "parameters".equals(text(tuple.getKeyNode())))
                            .filter(tuple -> tuple.getValueNode() instanceof MappingNode)
                            .forEach(tuple -> encodeAll(((MappingNode) tuple.getValueNode()).getValue()));
                }
                return reader.construct(node);
            };
        }

        private static boolean isForTexts(MappingNode step) {
            return step.getValue().stream().anyMatch(tuple -> {
                String key = text(tuple.getKeyNode());
                String value = text(tuple.getValueNode());
                return "name".equals(key)
                        || "uri".equals(key)
                                && value != null
                                && TEXT_ENDPOINTS.matcher(value).lookingAt();
            });
        }

        private static void encodeAll(List<NodeTuple> parameters) {
            UnaryOperator<NodeTuple> encoded = tuple -> {
                if (!(tuple.getValueNode() instanceof ScalarNode scalar)) {
                    return tuple;
                }
                ScalarNode replaced = new ScalarNode(
                        scalar.getTag(),
                        true,
                        encode(scalar.getValue()),
                        scalar.getScalarStyle(),
                        scalar.getStartMark(),
                        scalar.getEndMark());
                return new NodeTuple(tuple.getKeyNode(), replaced);
            };
            parameters.replaceAll(encoded);
        }

        private static String text(Node node) {
            return node instanceof ScalarNode scalar ? scalar.getValue() : null;
        }
    }
}
