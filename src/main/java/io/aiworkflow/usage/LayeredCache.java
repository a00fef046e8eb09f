package io.aiworkflow.usage;

import io.aiworkflow.failure.DatabaseTrouble;
import io.aiworkflow.model.AnswerCache;
import io.aiworkflow.model.CallKind;
import io.aiworkflow.platform.Uninterrupted;
import io.aiworkflow.usage.LastingAnswers.Kept;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for answers in a quick store first, if there is one, and then in the lasting one. What only the lasting one knew
 * is put into the quick one. Trouble with a store looks as if it were empty.
 */
final class LayeredCache implements AnswerCache {
    private static final Logger LOG = LoggerFactory.getLogger(LayeredCache.class);

    private final Optional<? extends QuickAnswers> quick;
    private final LastingAnswers lasting;
    private final CacheProperties properties;
    private final UsageMeters meters;

    LayeredCache(
            Optional<? extends QuickAnswers> quick,
            LastingAnswers lasting,
            CacheProperties properties,
            UsageMeters meters) {
        this.quick = quick;
        this.lasting = lasting;
        this.properties = properties;
        this.meters = meters;
    }

    @Override
    public Map<String, byte[]> find(CallKind kind, Collection<String> keys) {
        Map<String, byte[]> found = new HashMap<>();
        quick.ifPresent(store -> found.putAll(store.find(keys)));
        List<String> missing = new ArrayList<>(keys);
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            Map<String, Kept> older = findLasting(missing);
            if (!older.isEmpty()) {
                quick.ifPresent(store -> store.keep(older));
                older.forEach((key, kept) -> found.put(key, kept.answer()));
            }
        }
        meters.looked(kind, found.size(), keys.size() - found.size());
        return found;
    }

    @Override
    public void keep(CallKind kind, Map<String, byte[]> answers) {
        Map<String, byte[]> small = new LinkedHashMap<>(answers);
        small.values().removeIf(answer -> answer.length > properties.maxEntry().toBytes());
        if (small.isEmpty()) {
            return;
        }
        Map<String, Kept> fresh = new LinkedHashMap<>();
        small.forEach((key, answer) -> fresh.put(key, new Kept(answer, properties.maxAge())));
        quick.ifPresent(store -> store.keep(fresh));
        try {
            Uninterrupted.run(() -> lasting.keep(small));
        } catch (RuntimeException e) {
            LOG.warn("{} answers could not be kept: {}", small.size(), DatabaseTrouble.reason(e));
        }
    }

    private Map<String, Kept> findLasting(Collection<String> keys) {
        try {
            return Uninterrupted.get(() -> lasting.find(keys));
        } catch (RuntimeException e) {
            LOG.warn("The cache of answers could not be read: {}", DatabaseTrouble.reason(e));
            return Map.of();
        }
    }
}
