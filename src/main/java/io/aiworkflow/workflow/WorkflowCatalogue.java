package io.aiworkflow.workflow;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The workflows whose routes are started in this process. A name may have several loaded versions while runs of an
 * older one are still executing; new runs go to the one that was loaded last and is not retired.
 */
public final class WorkflowCatalogue {
    /** The loaded versions of each name, newest first; the lists are never changed, only replaced. */
    private final Map<String, List<LoadedWorkflow>> byName = new ConcurrentHashMap<>();

    private final Set<LoadedWorkflow> retired = ConcurrentHashMap.newKeySet();
    private final List<Consumer<WorkflowDefinition>> listeners = new CopyOnWriteArrayList<>();
    private volatile Set<String> restorable = Set.of();

    /** The workflow that new runs of this name use. */
    public Optional<LoadedWorkflow> current(String name) {
        return newestActive(byName.getOrDefault(name, List.of()));
    }

    /** The definition that new runs of this name use, or a failure that tells where to look for names. */
    public WorkflowDefinition require(String name) {
        return current(name).map(LoadedWorkflow::definition).orElseThrow(() -> unknown(name));
    }

    /** The failure for a workflow that is not there, or not for whoever asks. */
    public static PermanentException unknown(String name) {
        return new PermanentException(
                ErrorCode.WORKFLOW_NOT_FOUND,
                "there is no workflow '%s'; GET /api/v1/workflows lists those that there are"
                        .formatted(name.length() > 80 ? name.substring(0, 80) + "…" : name));
    }

    /** The workflow in exactly this version, if it is loaded, retired or not. */
    public Optional<LoadedWorkflow> find(String name, String version) {
        return byName.getOrDefault(name, List.of()).stream()
                .filter(loaded -> loaded.definition().version().equals(version) && !loaded.isClosed())
                .findFirst();
    }

    /** The current definitions, by name. */
    public List<WorkflowDefinition> list() {
        return byName.values().stream()
                .map(this::newestActive)
                .flatMap(Optional::stream)
                .map(LoadedWorkflow::definition)
                .sorted(Comparator.comparing(WorkflowDefinition::name))
                .toList();
    }

    /** Every name of which some version is loaded, or kept and in demand, so that runs of it can be executed here. */
    public Set<String> executable() {
        Set<String> names = new HashSet<>(byName.keySet());
        names.addAll(restorable);
        names.removeIf(this::isHeld);
        return Set.copyOf(names);
    }

    /** Whether an operator has stopped the workflow here: its runs wait, also those of earlier versions. */
    public boolean isHeld(String name) {
        return current(name).filter(LoadedWorkflow::isHeld).isPresent();
    }

    /** The workflow whose route has this id, retired or not. */
    public Optional<LoadedWorkflow> ofRoute(String routeId) {
        return byName.values().stream()
                .flatMap(List::stream)
                .filter(loaded -> loaded.routeId().equals(routeId) && !loaded.isClosed())
                .findFirst();
    }

    /** Whether new runs of its name do not go to it any more. */
    public boolean isRetired(LoadedWorkflow workflow) {
        return retired.contains(workflow);
    }

    /** The names whose files are gone and of which unfinished runs have a version that can be loaded again. */
    public void restorable(Set<String> names) {
        restorable = Set.copyOf(names);
    }

    /** Every version that is loaded, retired or not, as {@code NAME@VERSION}. */
    public Set<String> loaded() {
        return references(definition -> true);
    }

    /** The loaded versions that come with this build's code, as {@code NAME@VERSION}: another build may lack them. */
    public Set<String> exclusive() {
        return references(WorkflowDefinition::isJava);
    }

    private Set<String> references(Predicate<WorkflowDefinition> wanted) {
        return byName.values().stream()
                .flatMap(List::stream)
                .filter(loaded -> !loaded.isClosed())
                .map(LoadedWorkflow::definition)
                .filter(wanted)
                .map(WorkflowDefinition::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How many runs of a workflow may be executed at a time; names without a limit are left out. */
    public Map<String, Integer> limits() {
        return list().stream()
                .filter(definition -> definition.concurrency() > 0)
                .collect(Collectors.toUnmodifiableMap(WorkflowDefinition::name, WorkflowDefinition::concurrency));
    }

    /** Takes the workflow out of service for new runs. Runs that began with it still find it. */
    public void retire(LoadedWorkflow workflow) {
        retired.add(workflow);
    }

    /** Calls the listener with every definition before it enters the catalogue; what it throws keeps it out. */
    public void onAdding(Consumer<WorkflowDefinition> listener) {
        listeners.add(listener);
    }

    /**
     * Adds a workflow as the newest of its name.
     *
     * @throws IllegalArgumentException when another source already defines the name
     */
    void add(LoadedWorkflow workflow) {
        WorkflowDefinition definition = workflow.definition();
        current(definition.name())
                .map(LoadedWorkflow::definition)
                .filter(existing -> !existing.source().equals(definition.source()))
                .ifPresent(existing -> {
                    throw new IllegalArgumentException("the workflow '%s' is already defined in %s"
                            .formatted(definition.name(), existing.source()));
                });
        listeners.forEach(listener -> listener.accept(definition));
        byName.merge(
                definition.name(),
                List.of(workflow),
                (older, newest) ->
                        Stream.concat(newest.stream(), older.stream()).toList());
    }

    /** Adds a version that was loaded from what is kept of it: retired from its first moment. */
    void addRestored(LoadedWorkflow workflow) {
        retired.add(workflow);
        byName.merge(
                workflow.definition().name(),
                List.of(workflow),
                (others, restored) ->
                        Stream.concat(others.stream(), restored.stream()).toList());
    }

    /** Forgets a workflow whose route is gone. */
    public void remove(LoadedWorkflow workflow) {
        byName.computeIfPresent(workflow.definition().name(), (name, versions) -> {
            List<LoadedWorkflow> rest =
                    versions.stream().filter(loaded -> loaded != workflow).toList();
            return rest.isEmpty() ? null : rest;
        });
        retired.remove(workflow);
    }

    private Optional<LoadedWorkflow> newestActive(List<LoadedWorkflow> versions) {
        return versions.stream()
                .filter(loaded -> !retired.contains(loaded) && !loaded.isClosed())
                .findFirst();
    }
}
