package io.aiworkflow.egress;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which options of an HTTP endpoint a route may not set, since they would lead a call past the guard or put something of
 * another make into it. Options that Camel does not know are parameters of the called address and pass.
 */
public final class HttpOptions {
    private static final Set<String> FORBIDDEN = Set.of(
            "clientbuilder",
            "clientconnectionmanager",
            "cookiehandler",
            "cookiestore",
            "customhostheader",
            "headerfilterstrategy",
            "httpactivitylistener",
            "httpbinding",
            "httpclient",
            "httpclientconfigurer",
            "httpclientoptions",
            "httpconnection",
            "httpconnectionoptions",
            "httpcontext",
            "httpuri",
            "nonproxyhosts",
            "oauth2bodyauthentication",
            "oauth2cachedtokensdefaultexpiryseconds",
            "oauth2cachedtokensexpirationmarginseconds",
            "oauth2cachetokens",
            "oauth2clientid",
            "oauth2clientsecret",
            "oauth2resourceindicator",
            "oauth2scope",
            "oauth2tokenendpoint",
            "preservehostheader",
            "proxyauthdomain",
            "proxyauthhost",
            "proxyauthmethod",
            "proxyauthnthost",
            "proxyauthpassword",
            "proxyauthport",
            "proxyauthscheme",
            "proxyauthusername",
            "proxyhost",
            "proxyport",
            "sslcontextparameters",
            "transferexception",
            "usesystemproperties",
            "x509hostnameverifier");

    /** What an endpoint knows and Camel's binding of nested properties would reach. */
    private static final Set<String> INNER_PARTS = Set.of("camelcontext", "class", "component", "exceptionhandler");

    private HttpOptions() {}

    /** What is wrong with the option, or nothing. */
    public static Optional<String> fault(String name, String value) {
        String[] path = name.split("[.\\[]", 2);
        // Camel binds options in any case, with and without hyphens.
        String property = path[0].replace("-", "").toLowerCase(Locale.ROOT);
        if (FORBIDDEN.contains(property) || path.length > 1 && INNER_PARTS.contains(property)) {
            return Optional.of(
                    "the option '%s' may not be set on a call: the engine decides how it connects".formatted(name));
        }
        return value.startsWith("#")
                ? Optional.of("the option '%s' of a call may not name a bean".formatted(name))
                : Optional.empty();
    }
}
