package io.aiworkflow.connections;

import io.aiworkflow.platform.UriText;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.PropertiesHelper;

/** What the components have in common whose endpoints call an outside system by its name. */
public abstract class ConnectionComponent extends DefaultComponent {
    private boolean anyName;

    /** For a trial in which nothing is sent: whether names are taken that nobody has set up. */
    public final void acceptAnyName(boolean accept) {
        anyName = accept;
    }

    final boolean acceptsAnyName() {
        return anyName;
    }

    /** Within an encoded text Camel has not seen the placeholders, which are a Kamelet's properties. */
    final void decode(Map<String, Object> parameters) {
        parameters.replaceAll((key, value) -> value instanceof String text ? decoded(text) : value);
    }

    private String decoded(String text) {
        String plain = UriText.decode(text);
        return plain.equals(text) ? text : getCamelContext().resolvePropertyPlaceholders(plain);
    }

    /** Takes the parameters out that begin so, by the rest of their names. */
    static Map<String, String> texts(Map<String, Object> parameters, String prefix) {
        Map<String, String> texts = new TreeMap<>();
        PropertiesHelper.extractProperties(parameters, prefix).forEach((key, value) -> texts.put(key, "" + value));
        return texts;
    }
}
