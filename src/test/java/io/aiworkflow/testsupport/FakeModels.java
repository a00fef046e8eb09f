package io.aiworkflow.testsupport;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which models a {@link FakeOllama} has, and with which context some of them are in memory. */
final class FakeModels {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USUAL_CONTEXT = 4096;

    /** Null while every model is known. */
    private Set<String> names;

    private final Map<String, Integer> loaded = new TreeMap<>();

    synchronized void only(Set<String> others) {
        names = new TreeSet<>();
        others.forEach(name -> names.add(full(name)));
    }

    synchronized boolean has(String name) {
        return names == null || names.contains(full(name));
    }

    synchronized void add(String name) {
        if (names != null) {
            names.add(full(name));
        }
    }

    synchronized void delete(String name) {
        if (names != null) {
            names.remove(full(name));
        }
        loaded.remove(full(name));
    }

    synchronized void load(Set<String> all) {
        loaded.clear();
        all.forEach(name -> loaded.put(full(name), USUAL_CONTEXT));
    }

    synchronized void load(String name, int context) {
        loaded.put(full(name), context);
    }

    synchronized String tags() {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode list = document.putArray("models");
        for (String name : names == null ? Set.of("llama3.2:latest", "nomic-embed-text:latest") : names) {
            ObjectNode model = list.addObject().put("name", name).put("model", name);
            model.put("size", 2_019_393_189L).put("digest", "a80c4f17acd5").put("modified_at", "2026-01-01T00:00:00Z");
            model.putObject("details")
                    .put("family", "llama")
                    .put("parameter_size", "3.2B")
                    .put("quantization_level", "Q4_K_M");
        }
        return document.toString();
    }

    synchronized String loaded() {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode list = document.putArray("models");
        loaded.forEach((name, context) -> list.addObject()
                .put("name", name)
                .put("model", name)
                .put("size_vram", 3_000_000_000L)
                .put("expires_at", "2026-01-01T00:05:00Z")
                .put("context_length", context));
        return document.toString();
    }

    synchronized String details(String name) {
        ObjectNode document = JSON.createObjectNode();
        document.put("parameters", "stop \"<|eot_id|>\"").put("template", "{{ .Prompt }}");
        boolean embeds = name.contains("embed");
        document.putArray("capabilities").add(embeds ? "embedding" : "completion");
        document.putObject("model_info")
                .put("general.architecture", "llama")
                .put("llama.context_length", 131_072)
                .put("llama.embedding_length", 3072);
        return document.toString();
    }

    private static String full(String name) {
        return name.contains(":") ? name : name + ":latest";
    }
}
