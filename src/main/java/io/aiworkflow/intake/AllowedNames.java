package io.aiworkflow.intake;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of what one endpoint may be sent: those that it declares, and the few headers that every route may need.
 * Nothing that steers Camel can be declared.
 */
final class AllowedNames {
    private static final Set<String> ALWAYS = Set.of("accept", "accept-language", "content-length", "content-type");
    private static final Pattern HARMLESS =
            Pattern.compile("(?i)(?!camel|operationname|breadcrumb)[a-z][a-z0-9_-]{0,63}");

    private final Set<String> headers;
    private final Set<String> parameters;

    /**
     * @param headers in any case
     * @param parameters in the case in which they are sent
     */
    AllowedNames(Collection<String> headers, Collection<String> parameters) {
        this.headers = new HashSet<>(ALWAYS);
        headers.stream()
                .filter(AllowedNames::isHarmless)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .forEach(this.headers::add);
        this.parameters = parameters.stream().filter(AllowedNames::isHarmless).collect(Collectors.toSet());
    }

    boolean isHeader(String name) {
        return headers.contains(name.toLowerCase(Locale.ROOT));
    }

    boolean isParameter(String name) {
        return parameters.contains(name);
    }

    /** Names with dots, such as {@code mail.smtp.host}, steer components too. */
    private static boolean isHarmless(String name) {
        return HARMLESS.matcher(name).matches();
    }
}
