package io.aiworkflow.intake;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names of headers by which somebody could steer Camel's components, each in several spellings. */
final class CamelNames {
    /** As they are documented. */
    static final List<String> PLAIN = List.of(
            "CamelHttpUri",
            "CamelHttpPath",
            "CamelHttpQuery",
            "CamelHttpRawQuery",
            "CamelHttpMethod",
            "CamelHttpResponseCode",
            "CamelHttpHost",
            "CamelHttpPort",
            "CamelFileName",
            "CamelFileHost",
            "CamelFilePath",
            "CamelOverruleFileName",
            "CamelBeanMethodName",
            "CamelBeanType",
            "CamelExecCommandExecutable",
            "CamelExecCommandArgs",
            "CamelSqlQuery",
            "CamelSqlParameters",
            "CamelJdbcParameters",
            "CamelLanguageScript",
            "CamelXsltResourceUri",
            "CamelVelocityTemplate",
            "CamelDestinationOverrideUrl",
            "CamelRedisCommand",
            "CamelGoogleMailId",
            "CamelCharsetName",
            "CamelSplitIndex",
            "CamelRestHttpUri",
            "CamelServletContextPath",
            "org.apache.camel.Exchange",
            "org.apache.camel.component.bean.MethodName",
            "mail.smtp.host",
            "mail.smtps.ssl.trust",
            "websocket.connectionKey",
            "gridfs.metadata",
            "operationName",
            "operationNamespace",
            "breadcrumbId",
            "JMSReplyTo",
            "SOAPAction",
            "name",
            "id");

    private CamelNames() {}

    /** In every spelling. */
    static List<String> all() {
        Set<String> all = new LinkedHashSet<>();
        for (String name : PLAIN) {
            all.add(name);
            all.add(name.toLowerCase(Locale.ROOT));
            all.add(name.toUpperCase(Locale.ROOT));
            all.add(alternating(name));
            all.add(name.replace('.', '_'));
            all.add(name.replaceFirst("(?i)^camel", "camel."));
            all.add("x" + name);
            all.add(name + "[]");
            all.add(" " + name);
            all.add(name + "\u0000");
        }
        return List.copyOf(all);
    }

    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /** Each byte in code, also where there is no need of it. */
    static String allEncoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            encoded.append("%%%02X".formatted(each));
        }
        return encoded.toString();
    }

    private static String alternating(String name) {
        StringBuilder mixed = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            mixed.append(i % 2 == 0 ? Character.toLowerCase(c) : Character.toUpperCase(c));
        }
        return mixed.toString();
    }
}
