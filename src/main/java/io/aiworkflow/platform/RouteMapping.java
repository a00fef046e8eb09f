package io.aiworkflow.platform;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.CamelRequestHandlerMapping;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;

/**
 * Finds the Camel route of a request. Spring compares a request with all that each mapping asks for, the path last, and
 * does that several times for one request; with the hundred and more doors of the engine it took a third of all
 * processor time. Here, paths that begin otherwise are told apart first.
 */
final class RouteMapping extends CamelRequestHandlerMapping {
    /** That of the request for which this thread looks for a route; null when its letters do not tell what it means. */
    private final ThreadLocal<String> path = new ThreadLocal<>();

    private final Map<RequestMappingInfo, String> beginnings = new ConcurrentHashMap<>();

    RouteMapping(PlatformHttpComponent component, PlatformHttpEngine engine) {
        super(component, engine);
    }

    @Override
    protected HandlerMethod lookupHandlerMethod(String lookupPath, HttpServletRequest request) throws Exception {
        // An encoded letter is compared as what it stands for.
        path.set(lookupPath.indexOf('%') < 0 ? lookupPath : null);
        try {
            return super.lookupHandlerMethod(lookupPath, request);
        } finally {
            path.remove();
        }
    }

    @Override
    protected RequestMappingInfo getMatchingMapping(RequestMappingInfo mapping, HttpServletRequest request) {
        String asked = path.get();
        return asked == null || mayMatch(beginnings.computeIfAbsent(mapping, RouteMapping::beginning), asked)
                ? super.getMatchingMapping(mapping, request)
                : null;
    }

    @Override
    public void unregisterMapping(RequestMappingInfo mapping) {
        super.unregisterMapping(mapping);
        beginnings.remove(mapping);
    }

    private static String beginning(RequestMappingInfo mapping) {
        Set<String> patterns = mapping.getPatternValues();
        return patterns.size() == 1 ? beginning(patterns.iterator().next()) : "";
    }

    /** All before the first variable or wildcard. */
    static String beginning(String pattern) {
        int length = 0;
        while (length < pattern.length() && "{*?".indexOf(pattern.charAt(length)) < 0) {
            length++;
        }
        return pattern.substring(0, length);
    }

    /** Whether a path may match a pattern of this beginning. What follows its last separator may be optional with it. */
    static boolean mayMatch(String beginning, String asked) {
        return asked.startsWith(beginning)
                || beginning.length() == asked.length() + 1 && beginning.endsWith("/") && beginning.startsWith(asked);
    }
}
