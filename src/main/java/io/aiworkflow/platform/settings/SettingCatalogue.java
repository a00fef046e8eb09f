package io.aiworkflow.platform.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Every setting that a {@code …Properties} record of the engine has, with its default, as the build has written them down.
 * It does not know the settings of the libraries.
 */
final class SettingCatalogue {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private final List<Entry> entries;

    private SettingCatalogue(List<Entry> entries) {
        this.entries = entries;
    }

    /**
     * One setting.
     *
     * @param usual the default as text; empty when there is none
     */
    record Entry(String name, String type, String usual) {
        /** Whether its value may be spread over several names that begin with this one. */
        boolean hasParts() {
            return type.startsWith("java.util.");
        }

        /** The names that it has in the environment. */
        Set<String> variables() {
            String upper = name.toUpperCase(Locale.ROOT).replace('.', '_');
            return Set.copyOf(new TreeSet<>(List.of(upper.replace("-", ""), upper.replace('-', '_'))));
        }
    }

    /** Reads it from where the engine's own classes are; those of the libraries list thousands of names. */
    static SettingCatalogue load() {
        String name = SettingCatalogue.class.getName().replace('.', '/') + ".class";
        URL own = SettingCatalogue.class.getClassLoader().getResource(name);
        String root = own.toString().substring(0, own.toString().length() - name.length());
        try {
            return new SettingCatalogue(read(URI.create(root + METADATA).toURL()));
        } catch (IOException e) {
            throw new UncheckedIOException("the build has left out " + METADATA, e);
        }
    }

    List<Entry> entries() {
        return entries;
    }

    private static List<Entry> read(URL metadata) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (InputStream json = metadata.openStream()) {
            for (JsonNode property : new ObjectMapper().readTree(json).path("properties")) {
                entries.add(new Entry(
                        property.path("name").asText(),
                        property.path("type").asText(),
                        text(property.path("defaultValue"))));
            }
        }
        entries.sort(Comparator.comparing(Entry::name));
        return List.copyOf(entries);
    }

    private static String text(JsonNode usual) {
        return usual.isArray()
                ? StreamSupport.stream(usual.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(","))
                : usual.asText("");
    }
}
