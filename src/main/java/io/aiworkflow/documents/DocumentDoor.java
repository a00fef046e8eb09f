package io.aiworkflow.documents;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.connections.Downloads;
import io.aiworkflow.documents.DocumentIntake.Taken;
import io.aiworkflow.documents.JdbcDocumentRuns.Standing;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.FieldError;
import io.aiworkflow.failure.InvalidInput;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.knowledge.DocumentInfo;
import io.aiworkflow.knowledge.DocumentTags;
import io.aiworkflow.knowledge.Library;
import io.aiworkflow.knowledge.Upload;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.Submitter;
import io.aiworkflow.workflow.DocumentSchema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Profile;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes documents in, tells of them, gives them back and removes them. Camel would gather whole files in memory. */
@RestController
@Profile("api")
class DocumentDoor {
    private static final String DOCUMENTS = "/api/v1/documents";
    private static final DocumentSchema FETCH = RequestSchemas.read("fetch-document");
    private static final DataSize LARGEST = DataSize.ofMegabytes(25);

    private final DocumentIntake intake;
    private final Library library;
    private final JdbcDocumentRuns runs;
    private final Downloads downloads;
    private final FetchTurns fetches;
    private final UploadTurns turns;
    private final ForeignDocuments foreign;
    private final CurrentSubmitter current;

    DocumentDoor(
            DocumentIntake intake,
            Library library,
            JdbcDocumentRuns runs,
            Downloads downloads,
            FetchTurns fetches,
            UploadTurns turns,
            ForeignDocuments foreign,
            CurrentSubmitter current) {
        this.intake = intake;
        this.library = library;
        this.runs = runs;
        this.downloads = downloads;
        this.fetches = fetches;
        this.turns = turns;
        this.foreign = foreign;
        this.current = current;
    }

    @PostMapping(path = DOCUMENTS, consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    ResponseEntity<DocumentView> upload(HttpServletRequest request) throws Exception {
        return turns.take(() -> take(UploadForm.read(request)));
    }

    @PostMapping(path = DOCUMENTS, consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<DocumentView> fetch(HttpServletRequest request) throws Exception {
        JsonNode body = body(request);
        URI address = Downloads.address(body.get("url").asText());
        String name = Optional.ofNullable(body.path("name").textValue()).orElseGet(() -> name(address));
        List<String> tags = DocumentTags.of(StrictJson.toJava(body.get("tags")));
        return fetches.take(current.get().name(), () -> {
            byte[] content = downloads.fetch(address, LARGEST);
            return turns.take(() -> take(new Upload(
                    body.path("collection").textValue(),
                    name,
                    body.path("title").textValue(),
                    tags,
                    null,
                    content)));
        });
    }

    private ResponseEntity<DocumentView> take(Upload upload) {
        Submitter who = current.get();
        Taken taken = intake.take(upload, who);
        return ResponseEntity.status(taken.started() ? 202 : 200)
                .header(HttpHeaders.LOCATION, DOCUMENTS + "/" + taken.document())
                .body(view(library.find(taken.document(), who)));
    }

    @GetMapping(DOCUMENTS)
    Page list(HttpServletRequest request) {
        ListRequest asked = ListRequest.of(request::getParameter);
        List<DocumentInfo> page = library.list(asked.collection(), asked.cursor(), asked.limit(), current.get());
        Map<UUID, Standing> standings = runs.of(page.stream()
                .filter(document -> document.version() < document.newest())
                .map(DocumentInfo::run)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        List<DocumentView> views = page.stream()
                .map(document -> DocumentView.of(document, standings.get(document.run())))
                .toList();
        return new Page(
                views,
                views.size() == asked.limit() ? views.get(views.size() - 1).id() : null);
    }

    @GetMapping(DOCUMENTS + "/{id}")
    DocumentView get(@PathVariable("id") String id) {
        return view(library.find(uuid(id), current.get()));
    }

    /** As a file to keep: shown by a browser, a document of somebody else could act in the reader's name. */
    @GetMapping(DOCUMENTS + "/{id}/content")
    void content(@PathVariable("id") String id, HttpServletResponse response) throws IOException {
        UUID document = uuid(id);
        Library.Original original = library.original(document, current.get());
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"%s.%s\"".formatted(document, original.extension()));
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
        response.setContentType(original.mediaType());
        response.setContentLengthLong(original.size());
        try (InputStream content = original.content()) {
            content.transferTo(response.getOutputStream());
        }
    }

    @DeleteMapping(DOCUMENTS + "/{id}")
    ResponseEntity<Void> delete(@PathVariable("id") String id) {
        Submitter who = current.get();
        DocumentInfo document = library.find(uuid(id), who);
        library.delete(document.id(), who);
        foreign.report("delete", document, who);
        return ResponseEntity.noContent().build();
    }

    private DocumentView view(DocumentInfo document) {
        Standing run =
                document.run() == null ? null : runs.of(List.of(document.run())).get(document.run());
        return DocumentView.of(document, run);
    }

    private static JsonNode body(HttpServletRequest request) throws IOException {
        JsonNode body;
        try {
            body = StrictJson.parse(request.getInputStream().readAllBytes());
        } catch (JsonProcessingException e) {
            throw new PermanentException(
                    ErrorCode.MALFORMED_JSON, "the body is not valid JSON: " + StrictJson.reason(e), e);
        }
        List<FieldError> errors = FETCH.validate(body);
        if (!errors.isEmpty()) {
            throw new InvalidInput("the body does not fit; /openapi.json describes it", errors);
        }
        return body;
    }

    /** The last part of the path, else the host. */
    private static String name(URI address) {
        String path = Optional.ofNullable(address.getPath()).orElse("").replaceFirst("/+$", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.isBlank() ? address.getHost() : last;
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new PermanentException(ErrorCode.DOCUMENT_NOT_FOUND, "the document id is not a UUID", e);
        }
    }

    /**
     * Some documents.
     *
     * @param next the cursor of the next page, null on the last one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<DocumentView> documents, UUID next) {}
}
