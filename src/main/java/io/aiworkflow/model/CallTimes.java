package io.aiworkflow.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How long calls to a model hold their place lately: an average in which later ones count more. */
final class CallTimes {
    private static final int MOST_MODELS = 200;
    private static final int WEIGHT_OF_EARLIER = 4;

    private final Map<String, Duration> averages = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Duration> eldest) {
            return size() > MOST_MODELS;
        }
    };

    void add(String model, Duration took) {
        averages.merge(
                model,
                took,
                (average, one) ->
                        average.multipliedBy(WEIGHT_OF_EARLIER).plus(one).dividedBy(WEIGHT_OF_EARLIER + 1L));
    }

    /** Empty when no call has ended yet. */
    Optional<Duration> usual(String model) {
        return Optional.ofNullable(averages.get(model));
    }
}
