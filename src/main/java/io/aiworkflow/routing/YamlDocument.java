package io.aiworkflow.routing;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Reads YAML within limits: one document, 30 levels, 50 aliases, no tags, no duplicate keys. The limits are checked on
 * the stream of events, before anything is built that a hostile file could blow up.
 */
final class YamlDocument {
    static final int MAX_DEPTH = 30;
    static final int MAX_ALIASES = 50;
    /** Aliases may repeat a part of the document, but not multiply it. */
    static final int MAX_NODES = 20_000;

    private static final int MAX_DEPTH_WITH_ALIASES = 300;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setAllowRecursiveKeys(false)
            .setAllowNonScalarKeys(false)
            .setMaxAliasesForCollections(MAX_ALIASES)
            .build();

    private int depth;
    private int aliases;
    private int documents;

    private YamlDocument() {}

    static Node parse(String text) throws RouteFileRefused {
        try {
            YamlDocument limits = new YamlDocument();
            for (Event event : new Parse(SETTINGS).parseString(text)) {
                limits.check(event);
            }
            Node root = new Compose(SETTINGS)
                    .composeString(text)
                    .orElseThrow(() -> new RouteFileRefused(Rule.FILE_SHAPE, 1, "the file is empty"));
            if (count(root, 0, 1) > MAX_NODES) {
                throw new RouteFileRefused(
                        Rule.YAML_VALUES, 1, "the file has more than %d values".formatted(MAX_NODES));
            }
            requireUniqueKeys(root);
            return root;
        } catch (MarkedYamlEngineException e) {
            var mark = String.valueOf(e.getProblem()).contains("end of stream")
                    ? e.getContextMark().or(e::getProblemMark)
                    : e.getProblemMark();
            int line = mark.map(at -> at.getLine() + 1).orElse(1);
            throw new RouteFileRefused(Rule.YAML_SYNTAX, line, "not valid YAML: " + sentence(e));
        } catch (YamlEngineException e) {
            throw new RouteFileRefused(
                    Rule.YAML_SYNTAX, 1, "not valid YAML: " + YamlNodes.shorten(String.valueOf(e.getMessage())));
        }
    }

    private static String sentence(MarkedYamlEngineException e) {
        String problem = e.getProblem() == null ? "it cannot be read" : e.getProblem();
        return e.getContext() == null ? problem : e.getContext() + ", " + problem;
    }

    private void check(Event event) throws RouteFileRefused {
        if (event instanceof CollectionStartEvent start) {
            refuse(++depth > MAX_DEPTH, Rule.YAML_DEPTH, event, "nested deeper than %d levels".formatted(MAX_DEPTH));
            refuseTag(event, start.getTag());
        } else if (event instanceof CollectionEndEvent) {
            depth--;
        } else if (event instanceof AliasEvent) {
            refuse(++aliases > MAX_ALIASES, Rule.YAML_ALIASES, event, "more than %d aliases".formatted(MAX_ALIASES));
        } else if (event instanceof ScalarEvent scalar) {
            refuseTag(event, scalar.getTag());
        } else if (event instanceof DocumentStartEvent) {
            refuse(++documents > 1, Rule.YAML_DOCUMENTS, event, "more than one document; split the file at '---'");
        }
    }

    private static void refuse(boolean broken, Rule rule, Event event, String reason) throws RouteFileRefused {
        if (broken) {
            throw new RouteFileRefused(
                    rule, event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1), reason);
        }
    }

    private static void refuseTag(Event event, Optional<String> tag) throws RouteFileRefused {
        String shown = YamlNodes.shorten(tag.orElse(""));
        refuse(tag.isPresent(), Rule.YAML_TAGS, event, "YAML tags such as '%s' are not allowed".formatted(shown));
    }

    private static void requireUniqueKeys(Node node) throws RouteFileRefused {
        Set<String> keys = new HashSet<>();
        for (Node item : YamlNodes.items(node)) {
            requireUniqueKeys(item);
        }
        for (NodeTuple entry : YamlNodes.entries(node)) {
            if (!keys.add(YamlNodes.key(entry))) {
                throw new RouteFileRefused(
                        Rule.YAML_DUPLICATE_KEY,
                        YamlNodes.line(entry.getKeyNode()),
                        "duplicate key '%s'".formatted(YamlNodes.shorten(YamlNodes.key(entry))));
            }
            requireUniqueKeys(entry.getValueNode());
        }
    }

    /**
     * Counts as a reader sees the document, with the aliases written out, and stops soon after the limit. A part that
     * contains itself never ends.
     */
    private static int count(Node node, int sofar, int depth) {
        if (depth > MAX_DEPTH_WITH_ALIASES) {
            return MAX_NODES + 1;
        }
        int count = sofar + 1;
        for (Node item : YamlNodes.items(node)) {
            count = count > MAX_NODES ? count : count(item, count, depth + 1);
        }
        for (var entry : YamlNodes.entries(node)) {
            count = count > MAX_NODES ? count : count(entry.getValueNode(), count, depth + 1);
        }
        return count;
    }
}
