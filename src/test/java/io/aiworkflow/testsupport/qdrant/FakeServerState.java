package io.aiworkflow.testsupport.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the fake holds, and what each operation does to it. One operation at a time. */
final class FakeServerState {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, FakeCollection> collections = new TreeMap<>();
    private final Map<String, String> aliases = new TreeMap<>();
    /** By the path of the file, as the server sees it. */
    private final Map<String, FakeCollection> snapshots = new TreeMap<>();

    private int snapshotsTaken;

    synchronized List<String> collectionNames() {
        return List.copyOf(collections.keySet());
    }

    synchronized String aliased(String alias) {
        return aliases.get(alias);
    }

    synchronized JsonNode answer(String method, String path, JsonNode body) {
        if (path.equals("/collections/aliases")) {
            return changeAliases(body.path("actions"));
        }
        if (path.equals("/aliases")) {
            ObjectNode result = JSON.createObjectNode();
            ArrayNode list = result.putArray("aliases");
            aliases.forEach(
                    (alias, name) -> list.addObject().put("alias_name", alias).put("collection_name", name));
            return result;
        }
        if (path.equals("/collections")) {
            ObjectNode result = JSON.createObjectNode();
            ArrayNode list = result.putArray("collections");
            collections.keySet().forEach(name -> list.addObject().put("name", name));
            return result;
        }
        String[] parts = path.split("/", 4);
        String rest = parts.length == 4 ? parts[3] : "";
        return rest.startsWith("snapshots")
                ? snapshot(method, parts[2], rest, body)
                : collection(method, parts[2], rest, body);
    }

    private JsonNode collection(String method, String name, String rest, JsonNode body) {
        return switch (method + " " + rest) {
            case "PUT " -> create(name, body);
            case "DELETE " -> delete(name);
            case "GET " -> describe(find(name));
            case "GET exists" -> JSON.createObjectNode().put("exists", collections.containsKey(resolve(name)));
            case "PUT index" -> {
                find(name).indexes.set(body.path("field_name").asText(), body.path("field_schema"));
                yield completed();
            }
            case "PUT points" -> {
                FakeCollection collection = find(name);
                FakeCollection trial = collection.copy();
                // All of them or none.
                body.path("points").forEach(trial::upsert);
                collection.points.putAll(trial.points);
                yield completed();
            }
            case "POST points" -> {
                FakeCollection collection = find(name);
                ArrayNode found = JSON.createArrayNode();
                body.path("ids").forEach(id -> {
                    if (collection.points.containsKey(id.asText())) {
                        found.add(collection.shown(collection.points.get(id.asText()), body, true));
                    }
                });
                yield found;
            }
            case "POST points/delete" -> {
                find(name).delete(body);
                yield completed();
            }
            case "POST points/query" -> find(name).query(body);
            case "POST points/scroll" -> find(name).scroll(body);
            case "POST points/count" ->
                JSON.createObjectNode()
                        .put("count", find(name).matching(body.path("filter")).size());
            default -> throw new FakeFailure(404, "the fake has no answer for " + method + " " + rest);
        };
    }

    private JsonNode create(String name, JsonNode body) {
        if (collections.containsKey(name) || aliases.containsKey(name)) {
            throw new FakeFailure(409, "Wrong input: Collection `%s` already exists!".formatted(name));
        }
        collections.put(name, new FakeCollection(body.deepCopy()));
        return BooleanNode.TRUE;
    }

    private JsonNode delete(String name) {
        aliases.values().removeIf(name::equals);
        return BooleanNode.valueOf(collections.remove(name) != null);
    }

    private static JsonNode describe(FakeCollection collection) {
        ObjectNode result =
                JSON.createObjectNode().put("status", "green").put("points_count", collection.points.size());
        ObjectNode params = result.putObject("config").putObject("params");
        params.set("vectors", collection.config.path("vectors"));
        params.set("sparse_vectors", collection.config.path("sparse_vectors"));
        result.set("payload_schema", collection.indexes);
        return result;
    }

    /** All actions or none, which is what makes a switch one step. */
    private JsonNode changeAliases(JsonNode actions) {
        Map<String, String> changed = new TreeMap<>(aliases);
        for (JsonNode action : actions) {
            if (action.has("delete_alias")) {
                String alias = action.at("/delete_alias/alias_name").asText();
                if (changed.remove(alias) == null) {
                    throw new FakeFailure(404, "Not found: Alias `%s` doesn't exist!".formatted(alias));
                }
            } else {
                String alias = action.at("/create_alias/alias_name").asText();
                String name = action.at("/create_alias/collection_name").asText();
                if (!collections.containsKey(name)) {
                    throw new FakeFailure(404, "Not found: Collection `%s` doesn't exist!".formatted(name));
                }
                if (collections.containsKey(alias)) {
                    throw new FakeFailure(409, "Wrong input: Collection `%s` already exists!".formatted(alias));
                }
                changed.put(alias, name);
            }
        }
        aliases.clear();
        aliases.putAll(changed);
        return BooleanNode.TRUE;
    }

    private JsonNode snapshot(String method, String name, String rest, JsonNode body) {
        if (rest.equals("snapshots/recover")) {
            return recover(name, body);
        }
        String folder = "/qdrant/snapshots/" + resolve(name) + "/";
        if (method.equals("POST")) {
            String file = folder + "%s-%06d.snapshot".formatted(resolve(name), ++snapshotsTaken);
            snapshots.put(file, find(name).copy());
            return describe(file);
        }
        if (method.equals("DELETE")) {
            return BooleanNode.valueOf(snapshots.remove(folder + rest.substring("snapshots/".length())) != null);
        }
        ArrayNode list = JSON.createArrayNode();
        snapshots.keySet().stream().filter(file -> file.startsWith(folder)).forEach(file -> list.add(describe(file)));
        return list;
    }

    private JsonNode recover(String name, JsonNode body) {
        String file = body.path("location").asText().replace("file://", "");
        if (!snapshots.containsKey(file)) {
            throw new FakeFailure(404, "Not found: Snapshot file %s does not exist".formatted(file));
        }
        if (body.hasNonNull("checksum") && !body.path("checksum").asText().equals(checksum(file))) {
            throw new FakeFailure(400, "Bad request: Snapshot checksum mismatch");
        }
        collections.put(name, snapshots.get(file).copy());
        return BooleanNode.TRUE;
    }

    private static ObjectNode describe(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        String number =
                name.substring(name.length() - "000000.snapshot".length(), name.length() - ".snapshot".length());
        return JSON.createObjectNode()
                .put("name", name)
                .put("creation_time", "2026-01-01T00:00:00." + number)
                .put("size", 4096)
                .put("checksum", checksum(file));
    }

    private static String checksum(String file) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(file.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private FakeCollection find(String name) {
        FakeCollection collection = collections.get(resolve(name));
        if (collection == null) {
            throw new FakeFailure(404, "Not found: Collection `%s` doesn't exist!".formatted(name));
        }
        return collection;
    }

    private String resolve(String name) {
        return aliases.getOrDefault(name, name);
    }

    private static JsonNode completed() {
        return JSON.createObjectNode().put("operation_id", 1).put("status", "completed");
    }
}
