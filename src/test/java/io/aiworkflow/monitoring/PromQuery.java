package io.aiworkflow.monitoring;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which metrics and labels a query in PromQL names. Whether the query is valid is not looked at: Prometheus itself does
 * that in {@link MonitoringIT}.
 *
 * @param metrics the labels that the query chooses by, of each metric
 * @param grouping the labels that it groups or matches by
 */
record PromQuery(Map<String, Set<String>> metrics, Set<String> grouping) {
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)\\s*(?:=~|!~|!=|=)");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern TIMES = Pattern.compile("\\[[^]]*]|\\boffset\\s+\\w+");
    private static final Pattern CALLED = Pattern.compile("\\b\\w+\\s*(?=\\()");
    private static final Pattern NAME = Pattern.compile("(?<![\\w.])[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool");

    static PromQuery of(String expression) {
        Map<String, Set<String>> metrics = new TreeMap<>();
        Set<String> grouping = new HashSet<>();
        String rest = TEXT.matcher(expression).replaceAll("\"\"");
        Matcher selectors = SELECTOR.matcher(rest);
        while (selectors.find()) {
            Set<String> labels = metrics.computeIfAbsent(selectors.group(1), name -> new TreeSet<>());
            MATCHER.matcher(selectors.group(2)).results().forEach(label -> labels.add(label.group(1)));
        }
        rest = SELECTOR.matcher(rest).replaceAll(" ");
        GROUPING.matcher(rest).results().forEach(labels -> grouping.addAll(list(labels.group(1))));
        rest = GROUPING.matcher(rest).replaceAll(" ");
        rest = CALLED.matcher(TIMES.matcher(rest).replaceAll(" ")).replaceAll(" ");
        NAME.matcher(TEXT.matcher(rest).replaceAll(" "))
                .results()
                .map(name -> name.group())
                .filter(name -> !WORDS.contains(name))
                .forEach(name -> metrics.computeIfAbsent(name, unknown -> new TreeSet<>()));
        return new PromQuery(metrics, grouping);
    }

    private static Set<String> list(String names) {
        return Pattern.compile(",")
                .splitAsStream(names)
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }
}
