package io.aiworkflow.maintenance;

import io.aiworkflow.model.ModelAdministration;
import io.aiworkflow.model.Preloaded;
import io.aiworkflow.worker.Progress;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Fetches models and loads them into memory. A fetch that was ended, by a crash or a cancel, goes on where it was: the
 * model server keeps what it has.
 */
@Component
class ModelChores {
    private static final double MOST_BEFORE_THE_END = 99;

    private final ModelAdministration models;
    private final Progress progress;

    ModelChores(ModelAdministration models, Progress progress) {
        this.models = models;
        this.progress = progress;
    }

    /** @param request the model and, if there are several, the server */
    public Map<String, Object> pull(Exchange exchange, @Body Map<String, String> request) {
        Share share = new Share();
        String server = models.pull(
                request.get("model"),
                server(request),
                (status, completed, total) ->
                        progress.percent(exchange, share.of(completed, total), told(status, completed, total)));
        return Map.of("model", request.get("model"), "server", server);
    }

    /** @param request as for {@link #pull} */
    public Map<String, Object> preload(@Body Map<String, String> request) {
        Preloaded loaded = models.preload(request.get("model"), server(request));
        return Map.of("model", loaded.model(), "server", loaded.server(), "contextLength", loaded.contextLength());
    }

    private static Optional<String> server(Map<String, String> request) {
        return Optional.ofNullable(request.get("server"));
    }

    private static String told(String status, long completed, long total) {
        return total == 0 ? status : "%s, %d of %d MB".formatted(status, completed >> 20, total >> 20);
    }

    /** Parts become known one after the other, and what is done must not seem to become less for it. */
    private static final class Share {
        private double shown;

        double of(long completed, long total) {
            double share = total == 0 ? 0 : MOST_BEFORE_THE_END * completed / total;
            shown = Math.max(shown, share);
            return shown;
        }
    }
}
