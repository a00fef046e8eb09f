package io.aiworkflow.operations.diagnosis;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.workflow.DocumentSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** Begins recordings of what this process does, and lists them. */
@Component
class RecordingOperations {
    private static final DocumentSchema START = RequestSchemas.read("start-recording");
    private static final int USUAL_SECONDS = 30;

    private final Recordings recordings;

    RecordingOperations(Recordings recordings) {
        this.recordings = recordings;
    }

    Reply list() {
        return Reply.ok(new Listing(recordings.list()));
    }

    Reply start(Message request) {
        JsonNode body = RequestParts.optionalBody(request, START);
        RecordingInfo recording =
                recordings.start(Duration.ofSeconds(body.path("seconds").asInt(USUAL_SECONDS)));
        return new Reply(202, Map.of("Location", "/api/v1/admin/recordings/" + recording.id()), recording);
    }

    private record Listing(List<RecordingInfo> recordings) {}
}
