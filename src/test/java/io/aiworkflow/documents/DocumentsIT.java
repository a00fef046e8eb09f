package io.aiworkflow.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.aiworkflow.knowledge.parsing.BadDocuments;
import io.aiworkflow.knowledge.parsing.SampleDocuments;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineClient.Answer;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.EventReader;
import io.aiworkflow.testsupport.UploadForm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Documents from the upload to the passage that answers, and everything that must not be taken in. */
@EngineTest
class DocumentsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<List<String>> ROWS = List.of(List.of("Code", "Meaning"), List.of("E7", "Blocked"));

    @Autowired
    JdbcClient database;

    @LocalServerPort
    int port;

    private EngineClient engine;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {}

    @BeforeEach
    void connect() {
        engine = new EngineClient(port);
    }

    @Test
    void takesInEveryKindOfDocument() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("tides.pdf", SampleDocuments.pdf("Page one.", "The ferry Albatross sails at nine."));
        files.put("lamps.docx", SampleDocuments.docx("Lamps", "The ferry Bittern sails at ten.", ROWS));
        files.put("talk.pptx", SampleDocuments.pptx("Welcome", "The ferry Cormorant sails at eleven."));
        files.put("sheet.xlsx", SampleDocuments.xlsx("Ferries", List.of(List.of("Dunlin", "sails at twelve"))));
        files.put("page.html", SampleDocuments.html("Ferries", "The ferry Egret sails at one."));
        files.put("mail.eml", SampleDocuments.eml("Ferries", "The ferry Fulmar sails at two."));
        files.put("notes.md", SampleDocuments.utf8("# Ferries\n\nThe ferry Gannet sails at three."));
        files.put("table.csv", SampleDocuments.utf8("ferry,time\nHeron,four\n"));
        files.put("data.json", SampleDocuments.utf8("{\"ferry\": \"Ibis\", \"sails\": \"at five\"}"));
        files.put("plain.txt", SampleDocuments.utf8("The ferry Jackdaw sails at six."));
        Map<String, String> documents = new LinkedHashMap<>();
        files.forEach((name, content) -> documents.put(name, accepted(upload(name, content, "kinds"))));

        documents.forEach((name, location) -> assertThat(
                        indexed(location).get("mediaType").asText())
                .as(name)
                .isIn(
                        "application/pdf",
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        "text/html",
                        "message/rfc822",
                        "text/markdown",
                        "text/csv",
                        "application/json",
                        "text/plain"));
        List<String> passages = database.sql("select c.content from chunk c join document d on d.id = c.document_id"
                        + " where d.collection = 'kinds'")
                .query(String.class)
                .list();
        for (String bird : List.of(
                "Albatross",
                "Bittern",
                "Cormorant",
                "Dunlin",
                "Egret",
                "Fulmar",
                "Gannet",
                "Heron",
                "Ibis",
                "Jackdaw")) {
            assertThat(passages).as(bird).anyMatch(passage -> passage.contains(bird));
        }
    }

    @Test
    void eachPassageTellsWhereItComesFrom() {
        JsonNode document = indexed(
                accepted(upload("pages.pdf", SampleDocuments.pdf("Page one.", "", "On page three."), "origins")));
        Map<String, Object> passage = database.sql("""
                        select owner, version, page, hash, ordinal, content
                          from chunk where document_id = :id and content like '%page three%'""")
                .param("id", UUID.fromString(document.get("id").asText()))
                .query()
                .singleRow();
        assertThat(passage)
                .containsEntry("owner", "admin")
                .containsEntry("version", 1)
                .containsEntry("page", 3);
        assertThat(passage.get("hash").toString()).hasSize(64);
        assertThat(document.get("owner").asText()).isEqualTo("admin");
        assertThat(document.get("version").asInt()).isEqualTo(1);
        assertThat(document.get("chunks").asInt()).isPositive();
    }

    @Test
    void tellsTheRunOfADocumentAndGivesItsOriginalBack() {
        byte[] original = SampleDocuments.html("Tides", "At noon. <script>steal()</script>");
        Answer answer = upload("tides.html", original, "originals");
        String location = accepted(answer);
        String run = answer.json().get("run").asText();
        indexed(location);
        // The run ends a moment after its last step.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(engine.get("/api/v1/runs/" + run)
                                .json()
                                .get("state")
                                .asText())
                        .isEqualTo("succeeded"));
        JsonNode seen = engine.get("/api/v1/runs/" + run).json();
        assertThat(seen.get("steps").findValuesAsText("id")).contains("parse", "chunk", "embed", "publish");

        Answer content = engine.get(location + "/content");
        assertThat(content.status()).isEqualTo(200);
        assertThat(content.body()).isEqualTo(new String(original, StandardCharsets.UTF_8));
        assertThat(content.header("Content-Disposition"))
                .startsWith("attachment; filename=\"")
                .endsWith(".html\"");
        assertThat(content.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void thePercentOfItsRunGoesUpToAHundred() {
        assertThat(percents("One passage.", "percent-of-one")).startsWith(5).endsWith(100);
        // More passages than are embedded at once, so that there are reports between the batches.
        String many = IntStream.range(0, 100)
                .mapToObj("# Pier %d\n\nThe ferry sails every day.\n\n"::formatted)
                .collect(Collectors.joining());
        assertThat(percents(many, "percent-of-many"))
                .startsWith(5)
                .endsWith(100)
                .hasSizeGreaterThan(2);
    }

    /** What the run of a new document tells of itself while it goes on, and that a look at it afterwards tells the same. */
    private List<Integer> percents(String text, String collection) {
        String run = upload("percent.md", SampleDocuments.utf8(text), collection)
                .json()
                .get("run")
                .asText();
        List<Integer> percents;
        try (EventReader reader = new EventReader(port, "/api/v1/runs/" + run + "/events")) {
            await().atMost(PATIENCE).until(reader::isOver);
            percents = reader.events().stream()
                    .filter(event ->
                            event.type().equals("progress") && !event.data().has("step"))
                    .map(event -> event.data().get("percent").asInt())
                    .toList();
        }
        JsonNode progress =
                engine.get("/api/v1/runs/" + run).json().path("progress").path(0);
        assertThat(progress.path("percent").asInt()).isEqualTo(100);
        assertThat(progress.has("step")).isFalse();
        assertThat(percents).isSorted().doesNotHaveDuplicates();
        return percents;
    }

    @Test
    void theSameAgainStartsNothingAndAChangeReplacesThePassages() {
        String location = accepted(upload("ferry.txt", SampleDocuments.utf8("The ferry sails at nine."), "again"));
        indexed(location);
        Answer same = upload("ferry.txt", SampleDocuments.utf8("The ferry sails at nine."), "again");
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.header("Location")).isEqualTo(location);

        assertThat(accepted(upload("ferry.txt", SampleDocuments.utf8("The ferry sails at ten."), "again")))
                .isEqualTo(location);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                engine.get(location).json().path("version").asInt())
                        .isEqualTo(2));
        assertThat(database.sql("select c.content from chunk c join document d on d.id = c.document_id"
                                + " where d.collection = 'again'")
                        .query(String.class)
                        .list())
                .containsExactly("The ferry sails at ten.");
        assertThat(count("document_source s join document d on d.id = s.document_id where d.collection = 'again'"))
                .isEqualTo(1);
        assertThat(count("document_draft f join document d on d.id = f.document_id where d.collection = 'again'"))
                .isZero();
    }

    @Test
    void aDeletedDocumentLeavesNothingBehind() {
        String location = accepted(upload("gone.txt", SampleDocuments.utf8("Soon gone."), "deleted"));
        indexed(location);
        HttpRequest delete = engine.request(location).DELETE().build();
        assertThat(engine.send(delete).status()).isEqualTo(204);
        assertThat(engine.send(delete).status()).isEqualTo(404);
        assertThat(engine.get(location).json().get("code").asText()).isEqualTo("DOCUMENT_NOT_FOUND");
        assertThat(count("document where collection = 'deleted'")).isZero();
        assertThat(count("document_source where document_id = '%s'".formatted(id(location))))
                .isZero();
        assertThat(count("chunk where document_id = '%s'".formatted(id(location))))
                .isZero();
    }

    @Test
    void listsDocumentsByPages() {
        for (int i = 0; i < 3; i++) {
            accepted(upload("page" + i + ".txt", SampleDocuments.utf8("Number " + i), "listed"));
        }
        JsonNode first =
                engine.get("/api/v1/documents?collection=listed&limit=2").json();
        assertThat(first.get("documents").findValuesAsText("name")).containsExactly("page2.txt", "page1.txt");
        JsonNode second = engine.get("/api/v1/documents?collection=listed&limit=2&cursor="
                        + first.get("next").asText())
                .json();
        assertThat(second.get("documents").findValuesAsText("name")).containsExactly("page0.txt");
        assertThat(second.has("next")).isFalse();
        assertThat(engine.get("/api/v1/documents?limit=0").status()).isEqualTo(400);
        assertThat(engine.get("/api/v1/documents?cursor=x").status()).isEqualTo(400);
        assertThat(engine.get("/api/v1/documents?collection=%00").status()).isEqualTo(400);
    }

    @Test
    void badDocumentsFailWithTheirOwnCodesAndHarmNothingElse() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("DOCUMENT_UNREADABLE", BadDocuments.corruptPdf());
        files.put("DOCUMENT_ENCRYPTED", SampleDocuments.encryptedPdf("secret"));
        files.put("DOCUMENT_BOMB", BadDocuments.zipBomb(300_000_000));
        files.put("DOCUMENT_UNSAFE", BadDocuments.xxe("file:///etc/passwd"));
        files.put("DOCUMENT_AMBIGUOUS", BadDocuments.pdfAndZip());
        files.put("DOCUMENT_TYPE_UNKNOWN", BadDocuments.program());
        files.put("DOCUMENT_EMPTY", SampleDocuments.pdf(""));
        Map<String, String> documents = new LinkedHashMap<>();
        files.forEach((code, content) -> documents.put(code, accepted(upload(code + ".pdf", content, "bad"))));
        String good = accepted(upload("good.txt", SampleDocuments.utf8("All is well."), "bad"));

        documents.forEach((code, location) -> await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode document = engine.get(location).json();
            assertThat(document.get("state").asText()).as(code).isEqualTo("failed");
            assertThat(document.at("/error/code").asText()).isEqualTo(code);
        }));
        indexed(good);
        assertThat(engine.get("/api/v1/health").status()).isEqualTo(200);
        assertThat(engine.get("/api/v1/documents?collection=bad")
                        .json()
                        .get("documents")
                        .findValuesAsText("state"))
                .contains("failed", "indexed");
    }

    @Test
    void refusesAtTheDoorWhatCannotBeADocument() {
        assertThat(code(upload("empty.pdf", new byte[0], "door"), 422)).isEqualTo("DOCUMENT_EMPTY");
        assertThat(code(upload("large.pdf", new byte[26 << 20], "door"), 413)).isEqualTo("PAYLOAD_TOO_LARGE");
        assertThat(code(upload("a.txt", SampleDocuments.utf8("a"), "No Collection"), 422))
                .isEqualTo("INVALID_INPUT");
        assertThat(code(upload(" ", SampleDocuments.utf8("a"), "door"), 422)).isEqualTo("INVALID_INPUT");
        assertThat(engine.post("/api/v1/documents", "{}").status()).isEqualTo(422);
        assertThat(engine.post("/api/v1/documents", "[").status()).isEqualTo(400);
        assertThat(engine.send(engine.request("/api/v1/documents")
                                .header("Content-Type", "text/plain")
                                .POST(HttpRequest.BodyPublishers.ofString("a"))
                                .build())
                        .status())
                .isEqualTo(415);
        assertThat(count("document where collection = 'door'")).isZero();
    }

    @Test
    void fetchesADocumentFromWhereItIsAllowedTo() throws IOException {
        HttpServer outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        outside.createContext("/files", exchange -> {
            byte[] content = SampleDocuments.utf8("The ferry Kestrel sails at seven.");
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        outside.start();
        try {
            String base = "http://127.0.0.1:" + outside.getAddress().getPort();
            Answer answer = engine.post(
                    "/api/v1/documents",
                    "{\"url\":\"%s/files/ferry%%20times.txt\",\"collection\":\"web\"}".formatted(base));
            assertThat(indexed(accepted(answer)).get("name").asText()).isEqualTo("ferry times.txt");
            assertThat(code(engine.post("/api/v1/documents", "{\"url\":\"%s/none\"}".formatted(base)), 422))
                    .isEqualTo("FETCH_FAILED");
        } finally {
            outside.stop(0);
        }
        for (String url : List.of(
                "http://10.0.0.1/a",
                "http://169.254.169.254/latest",
                "file:///etc/passwd",
                "http://user:word@example.org/",
                "no url",
                "http://{{env:HOME}}/")) {
            assertThat(code(engine.post("/api/v1/documents", "{\"url\":\"%s\"}".formatted(url)), 422))
                    .as(url)
                    .isEqualTo("FETCH_FAILED");
        }
    }

    @Test
    void slowAddressesKeepNobodyFromHandingInFiles() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.setExecutor(threads);
        slow.createContext("/", exchange -> {
            asked.incrementAndGet();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        slow.start();
        try {
            String fetch = "{\"url\":\"http://127.0.0.1:%d/slow.txt\",\"collection\":\"slow\"}"
                    .formatted(slow.getAddress().getPort());
            List<CompletableFuture<Answer>> fetches = IntStream.range(0, 8)
                    .mapToObj(
                            i -> CompletableFuture.supplyAsync(() -> engine.post("/api/v1/documents", fetch), threads))
                    .toList();
            await().until(() ->
                    fetches.stream().filter(CompletableFuture::isDone).count() == 6 && asked.get() == 2);
            accepted(upload("quick.txt", SampleDocuments.utf8("Here at once."), "slow"));
            goOn.countDown();
            List<Integer> statuses =
                    fetches.stream().map(each -> each.join().status()).sorted().toList();
            assertThat(statuses).containsExactly(422, 422, 429, 429, 429, 429, 429, 429);
        } finally {
            goOn.countDown();
            slow.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void aLargeOriginalComesBackWhole() {
        String text = "The ferry sails at nine. ".repeat(30_000);
        String location = accepted(upload("large.txt", SampleDocuments.utf8(text), "large"));
        assertThat(engine.get(location + "/content").body()).isEqualTo(text);
    }

    @Test
    void aCollectionIsDeletedOnceItIsEmpty() {
        String location = accepted(upload("a.txt", SampleDocuments.utf8("Text."), "brief"));
        HttpRequest delete =
                engine.request("/api/v1/collections/brief").DELETE().build();
        assertThat(code(engine.send(delete), 409)).isEqualTo("STATE_CONFLICT");
        assertThat(engine.send(engine.request(location).DELETE().build()).status())
                .isEqualTo(204);
        assertThat(engine.send(delete).status()).isEqualTo(204);
        assertThat(engine.send(delete).status()).isEqualTo(404);
    }

    @Test
    void collectionsDecideHowDocumentsAreCut() {
        assertThat(put("small", "{\"chunkTokens\":20,\"overlapTokens\":0}").status())
                .isEqualTo(201);
        String text = "Ferries sail every hour of the day and of the night. ".repeat(20);
        int small = indexed(accepted(upload("a.txt", SampleDocuments.utf8(text), "small")))
                .get("chunks")
                .asInt();
        int usual = indexed(accepted(upload("a.txt", SampleDocuments.utf8(text), "usual")))
                .get("chunks")
                .asInt();
        assertThat(small).isGreaterThan(usual * 3);
        JsonNode collection = engine.get("/api/v1/collections/small").json();
        assertThat(collection.get("dimension").asInt()).isEqualTo(384);
        assertThat(collection.get("owner").asText()).isEqualTo("admin");
        Answer planned = put("small", "{\"embeddingModel\":\"nomic-embed-text\"}");
        assertThat(planned.status()).as(planned.body()).isEqualTo(202);
        assertThat(planned.json().at("/next/embeddingModel").asText()).isEqualTo("nomic-embed-text");
        assertThat(put("small", "{\"embeddingModel\":\"all-minilm-l6-v2-q\"}")
                        .json()
                        .has("next"))
                .isFalse();
        assertThat(code(engine.post("/api/v1/collections/small/confirm", null), 409))
                .isEqualTo("STATE_CONFLICT");
        assertThat(put("small", "{\"chunkTokens\":100}").status()).isEqualTo(200);
        assertThat(put("small", "{\"chunkTokens\":1000}").status()).isEqualTo(422);
        assertThat(put("small", "{\"overlapTokens\":90}").status()).isEqualTo(422);
        assertThat(put("No", "{}").status()).isEqualTo(422);
        assertThat(engine.get("/api/v1/collections/none").status()).isEqualTo(404);
        assertThat(engine.get("/api/v1/collections").json().get("collections").findValuesAsText("name"))
                .contains("small", "usual");
        assertThat(accepted(upload("a.txt", SampleDocuments.utf8(text), "small")))
                .as("other sizes make another document of the same content")
                .isNotEmpty();
    }

    private Answer put(String name, String body) {
        return engine.send(engine.request("/api/v1/collections/" + name)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private Answer upload(String name, byte[] content, String collection) {
        return UploadForm.of(name, content, Map.of("collection", collection)).post(engine);
    }

    /** The address of the document. */
    private static String accepted(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return answer.header("Location");
    }

    private static String code(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.json().get("code").asText();
    }

    private JsonNode indexed(String location) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode document = engine.get(location).json();
            assertThat(document.get("state").asText()).as(document.toString()).isEqualTo("indexed");
        });
        return engine.get(location).json();
    }

    private static String id(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private long count(String rows) {
        return database.sql("select count(*) from " + rows).query(Long.class).single();
    }
}
