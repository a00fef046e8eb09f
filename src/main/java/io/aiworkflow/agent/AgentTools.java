package io.aiworkflow.agent;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.model.ToolDefinition;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.workflow.DocumentSchema;
import io.aiworkflow.workflow.WorkflowDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The workflows that a model may ask for. What it asks for is untrusted: it is looked up and checked here. */
final class AgentTools {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_REFUSAL = 600;

    private final Map<String, WorkflowDefinition> byName = new LinkedHashMap<>();
    private final List<EngineException> missing = new ArrayList<>();

    /**
     * @param find gives the workflow of a name, or fails
     * @param role of whoever the work is done for; workflows that need a higher one are not offered
     */
    AgentTools(List<String> names, Function<String, WorkflowDefinition> find, UserRole role) {
        for (String name : names) {
            try {
                WorkflowDefinition workflow = usable(find.apply(name));
                if (role.includes(workflow.role())) {
                    byName.put(name, workflow);
                }
            } catch (EngineException e) {
                missing.add(e);
            }
        }
    }

    /**
     * A task does not begin without one of its tools.
     *
     * @throws EngineException when a workflow is not there, or declares no object as its input
     */
    void requireAll() {
        if (!missing.isEmpty()) {
            throw missing.get(0);
        }
    }

    /** The task has begun: from now on a tool that is gone is only not offered any more. */
    void begun() {
        missing.clear();
    }

    private static WorkflowDefinition usable(WorkflowDefinition workflow) {
        if (workflow.input().isEmpty() || !isObject(workflow.input().get())) {
            throw new PermanentException(
                    ErrorCode.WORKFLOW_FAILED,
                    "model-agent-action: the workflow '%s' can be a tool only with an input schema of the type object"
                            .formatted(workflow.name()));
        }
        return workflow;
    }

    private static boolean isObject(DocumentSchema schema) {
        return "object".equals(schema.document().path("type").asText());
    }

    List<ToolDefinition> definitions() {
        return byName.values().stream()
                .map(workflow -> new ToolDefinition(workflow.name(), workflow.description(), parameters(workflow)))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parameters(WorkflowDefinition workflow) {
        Map<String, Object> schema = (Map<String, Object>)
                StrictJson.toJava(workflow.input().orElseThrow().document());
        Map<String, Object> parameters = new LinkedHashMap<>(schema);
        parameters.remove("$schema");
        return parameters;
    }

    /** What is wrong with a wish, in words for the model; empty when the tool can be called. */
    Optional<String> refusal(String name, SoundArguments arguments) {
        WorkflowDefinition workflow = byName.get(name);
        if (workflow == null) {
            return Optional.of("there is no tool '%s'; there are: %s"
                    .formatted(shown(name), byName.isEmpty() ? "none" : String.join(", ", byName.keySet())));
        }
        if (arguments.flaw().isPresent()) {
            return arguments.flaw();
        }
        List<FieldError> errors = workflow.input().orElseThrow().validate(arguments.document());
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        String reasons = errors.stream()
                .limit(5)
                .map(error -> "%s %s".formatted(error.field(), error.message()))
                .collect(Collectors.joining("; ", "the arguments do not fit: ", ""));
        return Optional.of(beginning(reasons, LONGEST_REFUSAL));
    }

    /** At most so many characters of a text, and no half of one. */
    static String beginning(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    static String shown(String name) {
        String clean = name == null ? "" : name.replaceAll("[^A-Za-z0-9_.:-]", "?");
        return clean.length() > LONGEST_NAME ? clean.substring(0, LONGEST_NAME) + "…" : clean;
    }
}
