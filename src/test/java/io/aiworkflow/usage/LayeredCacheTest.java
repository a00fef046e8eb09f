package io.aiworkflow.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.model.CallKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class LayeredCacheTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Store quick = new Store();
    private final Store lasting = new Store();
    private final LayeredCache cache = cache(Optional.of(quick));

    @Test
    void whatOnlyTheLastingStoreKnowsIsPutIntoTheQuickOne() {
        lasting.answers.put("b", bytes("old"));
        quick.answers.put("a", bytes("new"));

        Map<String, byte[]> found = cache.find(CallKind.CHAT, List.of("a", "b", "c"));
        assertThat(found).containsOnlyKeys("a", "b");
        assertThat(found.get("a")).isEqualTo(bytes("new"));
        assertThat(found.get("b")).isEqualTo(bytes("old"));
        assertThat(lasting.asked).containsExactly("b", "c");
        assertThat(quick.answers).containsKey("b");
        assertThat(registry.get("aiworkflow.model.cache")
                        .tag("result", "hit")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("aiworkflow.model.cache")
                        .tag("result", "miss")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void bothKeepWhatIsNotTooLong() {
        cache.keep(CallKind.EMBED, Map.of("a", bytes("short"), "b", bytes("much too long for it")));

        assertThat(quick.answers).containsOnlyKeys("a");
        assertThat(lasting.answers).containsOnlyKeys("a");
    }

    @Test
    void aDatabaseThatIsAwayLooksEmpty() {
        lasting.isAway = true;

        cache.keep(CallKind.CHAT, Map.of("a", bytes("one")));
        assertThat(cache.find(CallKind.CHAT, List.of("a", "b"))).containsOnlyKeys("a");
        assertThat(cache(Optional.empty()).find(CallKind.CHAT, List.of("a"))).isEmpty();
    }

    private LayeredCache cache(Optional<Store> first) {
        CacheProperties properties =
                new CacheProperties(Duration.ofDays(1), DataSize.ofMegabytes(1), DataSize.ofBytes(10));
        return new LayeredCache(first, lasting, properties, new UsageMeters(registry));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Store implements AnswerStore {
        private final Map<String, byte[]> answers = new HashMap<>();
        private Collection<String> asked = List.of();
        private boolean isAway;

        @Override
        public Map<String, byte[]> find(Collection<String> keys) {
            requireThere();
            asked = keys;
            Map<String, byte[]> found = new HashMap<>(answers);
            found.keySet().retainAll(keys);
            return found;
        }

        @Override
        public void keep(Map<String, byte[]> more) {
            requireThere();
            answers.putAll(more);
        }

        private void requireThere() {
            if (isAway) {
                throw new IllegalStateException("away");
            }
        }
    }
}
