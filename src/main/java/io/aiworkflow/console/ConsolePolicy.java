package io.aiworkflow.console;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;

/**
 * What may be done through JMX: what is listed here and nothing else. Whatever a library registers later is neither seen
 * nor called, among it all that runs code, loads classes, writes files or shows the bodies of messages.
 */
final class ConsolePolicy implements Restrictor {
    static final String CAMEL = "org.apache.camel";
    static final String ENGINE = "io.aiworkflow";

    private static final String TYPE = "type";
    private static final Set<String> ROUTES_AS_XML = Set.of("dumpRouteAsXml", "dumpRoutesAsXml");
    private static final String ANY = "*";

    private static final Set<RequestType> REQUESTS =
            Set.of(RequestType.READ, RequestType.LIST, RequestType.SEARCH, RequestType.VERSION, RequestType.EXEC);

    /** The types of MBeans that can be seen, by domain. Camel's tracer and debugger keep bodies of messages. */
    private static final Map<String, Set<String>> VISIBLE = Map.of(
            CAMEL,
            Set.of("context", "routes", "processors", "steps", "endpoints", "components", "threadpools"),
            ENGINE,
            Set.of(ANY),
            "quartz",
            Set.of("QuartzScheduler"),
            "java.lang",
            Set.of(
                    "Runtime",
                    "Memory",
                    "MemoryPool",
                    "GarbageCollector",
                    "OperatingSystem",
                    "Threading",
                    "ClassLoading",
                    "Compilation"),
            "java.nio",
            Set.of("BufferPool"));

    private static final Set<String> UNREADABLE =
            Set.of("systemproperties", "inputarguments", "globaloptions", "properties", "jobdatamap");
    private static final Pattern SECRET = Pattern.compile("passw|secret|token|credential|apikey|privatekey");

    /** The operations that can be called, by domain and type. */
    private static final Map<String, Map<String, Set<String>>> CALLABLE = Map.of(
            CAMEL,
            Map.of(
                    "routes",
                    Set.of("start", "stop", "suspend", "resume", "dumpRouteAsXml", "dumpRouteStatsAsXml"),
                    "context",
                    Set.of("dumpRoutesAsXml", "dumpRoutesStatsAsXml", "dumpStepStatsAsXml")),
            ENGINE,
            Map.of(ANY, Set.of(ANY)),
            "java.lang",
            Map.of("Threading", Set.of("dumpAllThreads", "findDeadlockedThreads")));

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return method == HttpMethod.POST;
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return REQUESTS.contains(type);
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
        String plain = attribute.toLowerCase(Locale.ROOT);
        return isVisible(name)
                && !UNREADABLE.contains(plain)
                && !SECRET.matcher(plain).find();
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return false;
    }

    /** Not for patterns: Jolokia would call the operation on whatever fits without asking again. */
    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        if (operation == null || name.isPattern() || !isVisible(name)) {
            return false;
        }
        Map<String, Set<String>> types = CALLABLE.getOrDefault(name.getDomain(), Map.of());
        Set<String> operations = types.getOrDefault(ANY, types.getOrDefault(type(name), Set.of()));
        String plain = withoutSignature(operation);
        return !resolvesPlaceholders(plain, operation) && (operations.contains(ANY) || operations.contains(plain));
    }

    @Override
    public boolean isObjectNameHidden(ObjectName name) {
        return !isVisible(name);
    }

    /** Whoever comes here has passed the engine's own filters, which know who he is. */
    @Override
    public boolean isRemoteAccessAllowed(String... hostOrAddress) {
        return true;
    }

    /** No page of another origin; the engine's own filter lets its own pages through. */
    @Override
    public boolean isOriginAllowed(String origin, boolean strict) {
        return false;
    }

    /** {@code stop} of {@code stop(java.lang.Long)}. */
    static String withoutSignature(String operation) {
        int signature = operation.indexOf('(');
        return signature < 0 ? operation : operation.substring(0, signature);
    }

    /** With an argument, routes are shown with the values of their settings, among which are secrets. */
    private static boolean resolvesPlaceholders(String plain, String operation) {
        return ROUTES_AS_XML.contains(plain) && !operation.equals(plain) && !operation.equals(plain + "()");
    }

    private static boolean isVisible(ObjectName name) {
        Set<String> types = VISIBLE.getOrDefault(name.getDomain(), Set.of());
        return types.contains(ANY) || types.contains(type(name));
    }

    private static String type(ObjectName name) {
        String type = name.getKeyProperty(TYPE);
        return type == null ? "" : type;
    }
}
