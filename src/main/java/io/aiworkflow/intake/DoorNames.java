package io.aiworkflow.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.rest.ParamDefinition;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.RestParamType;
import org.apache.camel.model.rest.VerbDefinition;

/** What authors declare that their own REST doors may be sent: the parameters of a {@code rest} operation. */
final class DoorNames {
    private DoorNames() {}

    /**
     * Of the endpoint with this path, written with its variables.
     *
     * @param declared names that hold for all doors
     */
    static AllowedNames of(CamelContext context, String method, String path, IntakeProperties declared) {
        List<String> headers = new ArrayList<>(declared.doorHeaders());
        List<String> parameters = new ArrayList<>(declared.doorParameters());
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        for (RestDefinition rest : copy(model.getRestDefinitions())) {
            for (VerbDefinition verb : rest.getVerbs()) {
                if (serves(verb, method)
                        && plain(rest.getPath(), verb.getPath()).equals(plain(path, ""))) {
                    verb.getParams().forEach(parameter -> add(parameter, headers, parameters));
                }
            }
        }
        return new AllowedNames(headers, parameters);
    }

    /** Files come and go meanwhile. */
    private static List<RestDefinition> copy(List<RestDefinition> rests) {
        return new ArrayList<>(rests).stream().filter(Objects::nonNull).toList();
    }

    private static void add(ParamDefinition parameter, List<String> headers, List<String> parameters) {
        if (parameter.getType() == RestParamType.header) {
            headers.add(parameter.getName());
        } else if (parameter.getType() == RestParamType.query) {
            parameters.add(parameter.getName());
        }
    }

    private static boolean serves(VerbDefinition verb, String method) {
        String served = verb.asVerb().toUpperCase(Locale.ROOT);
        return served.equals(method) || served.equals("GET") && method.equals("HEAD");
    }

    private static String plain(String first, String second) {
        return ("/" + text(first) + "/" + text(second)).replaceAll("/+", "/").replaceFirst("/$", "");
    }

    private static String text(String path) {
        return path == null ? "" : path;
    }
}
