package io.aiworkflow.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Names of headers that steer Camel or are nobody's business, in many spellings. */
public final class HeaderVariants {
    private static final List<String> NAMES = List.of(
            "CamelHttpUri",
            "CamelHttpPath",
            "CamelHttpQuery",
            "CamelHttpRawQuery",
            "CamelHttpMethod",
            "CamelHttpResponseCode",
            "CamelRestHttpUri",
            "CamelBeanMethodName",
            "CamelFileName",
            "CamelToEndpoint",
            "CamelJacksonUnmarshalType",
            "CamelSkipWwwFormUrlEncoding",
            "org.apache.camel.HttpUri",
            "mail.smtp.host",
            "mail.smtps.ssl.trust",
            "websocket.connectionKey",
            "gridfs.operation",
            "operationName",
            "operationNamespace",
            "breadcrumbId",
            "JMSDestination",
            "Authorization",
            "Cookie",
            "X-Api-Key",
            "X-Unknown");

    private static final List<UnaryOperator<String>> SPELLINGS = List.of(
            name -> name,
            name -> name.toLowerCase(Locale.ROOT),
            name -> name.toUpperCase(Locale.ROOT),
            HeaderVariants::alternating,
            name -> "_" + name,
            name -> name + "_",
            name -> name.replaceAll("(?<=[a-z])(?=[A-Z])", "-"),
            name -> name.replaceAll("(?<=[a-z])(?=[A-Z])", "_"),
            name -> "%" + Integer.toHexString(name.charAt(0)) + name.substring(1),
            name -> name + "[]",
            name -> name + " ",
            name -> " " + name,
            name -> name + "\t",
            name -> name.substring(0, 2) + "\u200b" + name.substring(2),
            name -> (char) (name.charAt(0) + 0xFEE0) + name.substring(1));

    private HeaderVariants() {}

    public static List<String> all() {
        List<String> variants = new ArrayList<>();
        NAMES.forEach(name -> SPELLINGS.forEach(spelling -> variants.add(spelling.apply(name))));
        return variants.stream().distinct().toList();
    }

    private static String alternating(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(i % 2 == 0 ? Character.toLowerCase(c) : Character.toUpperCase(c));
        }
        return text.toString();
    }
}
