package io.aiworkflow.model;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Changes which models the servers have, for operators. These calls wait for no place, since they ask no model anything.
 * Servers of OpenAI's kind are managed elsewhere.
 */
@Component
public class ModelAdministration {
    private final ModelServers servers;

    ModelAdministration(ModelServers servers) {
        this.servers = servers;
    }

    /**
     * What a server tells about a model.
     *
     * @param server the address of the server to ask; empty for the first one that has it
     */
    public ModelDetails show(String model, Optional<String> server) {
        if (server.isPresent()) {
            return on(slot(server), model, library -> library.show(model));
        }
        PermanentException unknown = null;
        for (ServerSlot slot : withLibrary()) {
            try {
                return on(slot, model, library -> library.show(model));
            } catch (PermanentException e) {
                unknown = e;
            }
        }
        throw unknown == null ? elsewhere() : unknown;
    }

    /**
     * Fetches a model, which may take hours. A fetch that was ended goes on later where it was.
     *
     * @param server its address; may only be empty if there is one
     * @return the server's address
     */
    public String pull(String model, Optional<String> server, PullListener listener) {
        ServerSlot slot = slot(server);
        library(slot).pull(model, listener);
        slot.forget();
        return slot.server().url();
    }

    /** Loads a model into memory, which may take minutes. Where is said as for {@link #pull}. */
    public Preloaded preload(String model, Optional<String> server) {
        ServerSlot slot = slot(server);
        int context = on(slot, model, library -> library.preload(model));
        slot.forget();
        return new Preloaded(model, slot.server().url(), context);
    }

    /** Removes a model from the disk of a server, which is said as for {@link #pull}. */
    public void delete(String model, Optional<String> server) {
        ServerSlot slot = slot(server);
        on(slot, model, library -> {
            library.delete(model);
            return true;
        });
        slot.forget();
    }

    /**
     * Checks where a model is to be changed, before somebody waits for it.
     *
     * @throws PermanentException when there is no such server, or several and none is named
     */
    public void requireServer(Optional<String> server) {
        library(slot(server));
    }

    private ServerSlot slot(Optional<String> server) {
        if (server.isPresent()) {
            return servers.at(server.get());
        }
        List<ServerSlot> possible = withLibrary();
        if (possible.isEmpty()) {
            throw elsewhere();
        }
        if (possible.size() > 1) {
            throw new PermanentException(
                    ErrorCode.VALUE_REFUSED,
                    "there are several model servers; say with 'server' which one is meant: "
                            + possible.stream().map(slot -> slot.server().url()).collect(Collectors.joining(", ")));
        }
        return possible.get(0);
    }

    private List<ServerSlot> withLibrary() {
        return servers.all().stream()
                .filter(slot -> slot.server().library().isPresent())
                .toList();
    }

    private static ModelLibrary library(ServerSlot slot) {
        return slot.server().library().orElseThrow(ModelAdministration::elsewhere);
    }

    private static <T> T on(ServerSlot slot, String model, Function<ModelLibrary, T> action) {
        try {
            return action.apply(library(slot));
        } catch (ModelUnavailable e) {
            if (e.isMissing()) {
                throw new PermanentException(
                        ErrorCode.MODEL_NOT_FOUND,
                        "the model server at %s does not have model '%s'; GET /api/v1/models lists what there is"
                                .formatted(slot.server().url(), model),
                        e);
            }
            throw e;
        }
    }

    private static PermanentException elsewhere() {
        return new PermanentException(
                ErrorCode.VALUE_REFUSED,
                "the models of this server are managed elsewhere; only those of an Ollama can be changed from here");
    }
}
