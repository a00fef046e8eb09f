package io.aiworkflow.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.model.CallKind;
import io.aiworkflow.usage.LastingAnswers.Kept;
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
    private final Quick quick = new Quick();
    private final Lasting lasting = new Lasting();
    private final LayeredCache cache = cache(Optional.of(quick));

    @Test
    void whatOnlyTheLastingStoreKnowsIsPutIntoTheQuickOne() {
        lasting.answers.put("b", new Kept(bytes("old"), Duration.ofHours(3)));
        quick.answers.put("a", new Kept(bytes("new"), Duration.ofDays(1)));

        Map<String, byte[]> found = cache.find(CallKind.CHAT, List.of("a", "b", "c"));
        assertThat(found).containsOnlyKeys("a", "b");
        assertThat(found.get("a")).isEqualTo(bytes("new"));
        assertThat(found.get("b")).isEqualTo(bytes("old"));
        assertThat(lasting.asked).containsExactly("b", "c");
        assertThat(quick.answers.get("b").left())
                .as("no longer than it counts in the lasting one")
                .isEqualTo(Duration.ofHours(3));
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

    @Test
    void anAnswerIsNewWhenItIsKept() {
        cache.keep(CallKind.CHAT, Map.of("a", bytes("one")));

        assertThat(quick.answers.get("a").left()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void aStopDoesNotReachTheDatabase() {
        Thread.currentThread().interrupt();
        try {
            cache.keep(CallKind.CHAT, Map.of("a", bytes("one")));
            quick.answers.clear();
            assertThat(cache.find(CallKind.CHAT, List.of("a"))).containsOnlyKeys("a");
            assertThat(lasting.interrupted).isFalse();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    private LayeredCache cache(Optional<Quick> first) {
        CacheProperties properties =
                new CacheProperties(Duration.ofDays(1), DataSize.ofMegabytes(1), DataSize.ofBytes(10));
        return new LayeredCache(first, lasting, properties, new UsageMeters(registry));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final class Quick implements QuickAnswers {
        private final Map<String, Kept> answers = new HashMap<>();

        @Override
        public Map<String, byte[]> find(Collection<String> keys) {
            Map<String, byte[]> found = new HashMap<>();
            answers.forEach((key, kept) -> found.put(key, kept.answer()));
            found.keySet().retainAll(keys);
            return found;
        }

        @Override
        public void keep(Map<String, Kept> more) {
            answers.putAll(more);
        }
    }

    private static final class Lasting implements LastingAnswers {
        private final Map<String, Kept> answers = new HashMap<>();
        private Collection<String> asked = List.of();
        private boolean isAway;
        private boolean interrupted;

        @Override
        public Map<String, Kept> find(Collection<String> keys) {
            requireThere();
            asked = keys;
            Map<String, Kept> found = new HashMap<>(answers);
            found.keySet().retainAll(keys);
            return found;
        }

        @Override
        public void keep(Map<String, byte[]> more) {
            requireThere();
            more.forEach((key, answer) -> answers.put(key, new Kept(answer, Duration.ofDays(1))));
        }

        private void requireThere() {
            interrupted |= Thread.currentThread().isInterrupted();
            if (isAway) {
                throw new IllegalStateException("away");
            }
        }
    }
}
