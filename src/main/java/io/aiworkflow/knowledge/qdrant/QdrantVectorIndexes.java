package io.aiworkflow.knowledge.qdrant;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.knowledge.IndexSides;
import io.aiworkflow.knowledge.IndexSnapshots;
import io.aiworkflow.knowledge.VectorIndex;
import io.aiworkflow.knowledge.VectorIndexes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbered collections of Qdrant beside each other. An alias names the one that is searched: those of higher numbers are
 * in the making, those of lower ones were before. All of it lies in Qdrant, so all processes see the same.
 */
final class QdrantVectorIndexes implements VectorIndexes {
    /** How long a switch by another process may go unnoticed; the index before answers as well meanwhile. */
    private static final long ALIAS_BELIEVED = Duration.ofSeconds(1).toNanos();

    private static final int FIRST = 1;

    private final QdrantClient client;
    private final String alias;
    private final Pattern numbered;
    private final QdrantSnapshots snapshots;
    private final Map<String, QdrantVectorIndex> indexes = new ConcurrentHashMap<>();
    private volatile Seen seen;

    /** @param snapshots the folder in which Qdrant keeps its snapshots, as it sees it itself */
    QdrantVectorIndexes(QdrantClient client, String alias, String snapshots) {
        this.client = client;
        this.snapshots = new QdrantSnapshots(client, this, snapshots);
        this.alias = alias;
        this.numbered = Pattern.compile(Pattern.quote(alias) + "-([1-9][0-9]{0,8})");
    }

    @Override
    public VectorIndex active() {
        Seen last = seen;
        if (last == null || System.nanoTime() - last.at() > ALIAS_BELIEVED) {
            last = look();
        }
        return index(last.number());
    }

    @Override
    public VectorIndex building() {
        int active = look().number();
        return index(building(active).orElse(active + 1));
    }

    @Override
    public void discard() {
        building(look().number()).ifPresent(this::delete);
    }

    @Override
    public boolean activate() {
        int active = look().number();
        OptionalInt building = building(active);
        OptionalInt older = previous(active);
        building.ifPresent(this::makeActive);
        if (building.isPresent()) {
            older.ifPresent(this::delete);
        }
        return building.isPresent();
    }

    @Override
    public boolean revert() {
        int active = look().number();
        OptionalInt previous = previous(active);
        discard();
        previous.ifPresent(this::makeActive);
        if (previous.isPresent()) {
            delete(active);
        }
        return previous.isPresent();
    }

    @Override
    public boolean confirm() {
        OptionalInt previous = previous(look().number());
        previous.ifPresent(this::delete);
        return previous.isPresent();
    }

    @Override
    public void drop() {
        numbers().forEach(this::delete);
    }

    @Override
    public IndexSides sides() {
        int active = look().number();
        return new IndexSides(name(active), nameOf(building(active)), nameOf(previous(active)));
    }

    @Override
    public IndexSnapshots snapshots() {
        return snapshots;
    }

    /** The name of the collection that is searched. */
    String activeName() {
        return name(look().number());
    }

    /** The name of the collection that is, or would be, in the making. */
    String buildingName() {
        int active = look().number();
        return name(building(active).orElse(active + 1));
    }

    private QdrantVectorIndex index(int number) {
        return indexes.computeIfAbsent(
                name(number),
                name -> new QdrantVectorIndex(
                        client, new QdrantCollection(client, name, this::ready, () -> seen = null)));
    }

    /** The very first collection gets the alias as soon as it can be searched, and one that lost it gets it back. */
    private void ready(String name, boolean madeAgain) {
        Seen known = seen;
        boolean wasActive = madeAgain && known != null && name.equals(name(known.number()));
        if (aliased().isEmpty() && (wasActive || name.equals(activeName()))) {
            switchTo(name, false);
        }
    }

    private void makeActive(int number) {
        switchTo(name(number), aliased().isPresent());
    }

    /** Both actions in one request are one step for every search. */
    private void switchTo(String name, boolean aliasIsThere) {
        List<Map<String, Object>> actions = new ArrayList<>();
        if (aliasIsThere) {
            actions.add(Map.of("delete_alias", Map.of("alias_name", alias)));
        }
        actions.add(Map.of("create_alias", Map.of("collection_name", name, "alias_name", alias)));
        client.call("POST", "/collections/aliases", Map.of("actions", actions));
        seen = null;
    }

    private void delete(int number) {
        index(number).delete();
        indexes.remove(name(number));
        seen = null;
    }

    /** Without an alias, which is so before the first document, it is the newest collection or the first to come. */
    private Seen look() {
        int number = aliased()
                .orElseGet(() -> numbers().stream().mapToInt(n -> n).max().orElse(FIRST));
        seen = new Seen(number, System.nanoTime());
        return seen;
    }

    private Optional<Integer> aliased() {
        for (JsonNode each : client.call("GET", "/aliases", null).path("aliases")) {
            Matcher name = numbered.matcher(each.path("collection_name").asText());
            if (each.path("alias_name").asText().equals(alias) && name.matches()) {
                return Optional.of(Integer.valueOf(name.group(1)));
            }
        }
        return Optional.empty();
    }

    private List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode each : client.call("GET", "/collections", null).path("collections")) {
            Matcher name = numbered.matcher(each.path("name").asText());
            if (name.matches()) {
                numbers.add(Integer.valueOf(name.group(1)));
            }
        }
        return numbers;
    }

    private OptionalInt building(int active) {
        return numbers().stream().mapToInt(n -> n).filter(n -> n > active).max();
    }

    private OptionalInt previous(int active) {
        return numbers().stream().mapToInt(n -> n).filter(n -> n < active).max();
    }

    private String nameOf(OptionalInt number) {
        return number.isPresent() ? name(number.getAsInt()) : null;
    }

    private String name(int number) {
        return alias + "-" + number;
    }

    private record Seen(int number, long at) {}
}
