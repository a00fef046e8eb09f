import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs the sample workflows of a running engine on the example documents, over plain HTTP, and shows each request and
 * its result: texts are indexed, a PDF is uploaded, questions are asked, and an answer is streamed. Then it shows what an
 * operator sees: schedules, maintenance, health, metrics and the console. It ends with 0 only when everything behaved as
 * expected.
 *
 * <p>The environment variable ENGINE_TOKEN holds an access token or an API key of an operator. Usage: java -cp 'target/engine/lib/*'
 * scripts/QuickstartTour.java http://127.0.0.1:8000 examples
 */
class QuickstartTour {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String CURL = "curl -H \"Authorization: Bearer $ENGINE_TOKEN\"";
    private static final Set<String> NO_MODEL = Set.of("MODEL_UNAVAILABLE", "MODEL_REFUSED");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int WAIT_SECONDS = 30;
    private static final int QUESTIONS = 4;
    private static final int OPERATION = 6;
    private static final int FIRINGS_SHOWN = 3;
    private static final int PASSAGES_SHOWN = 2;
    private static final int WIDTH = 110;
    private static final String GUIDE = "building-guide.pdf";
    private static final String GUIDES = "guides";
    private static final String TO_ASK = "Where is the assembly point if there is a fire?";
    private static final String TO_CHAT = "Where is the nearest defibrillator?";
    private static final String SCHEDULE = "quickstart-morning";
    private static final String CHORE = "sessions";
    private static final String BOUNDARY = "next-part-of-the-form";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;
    private final Path examples;
    private final List<String> unexpected = new ArrayList<>();
    private int step;
    private int steps;
    private int citations;
    private boolean modelMissing;

    private QuickstartTour(String url, Path examples) {
        this.url = url;
        this.examples = examples;
    }

    public static void main(String[] args) throws Exception {
        System.exit(new QuickstartTour(args[0], Path.of(args[1])).run());
    }

    private int run() throws Exception {
        List<Path> documents = documents();
        Map<String, String> questions = questions();
        steps = 1 + documents.size() + 1 + questions.size() + 2 + 3 + OPERATION;
        listWorkflows();
        for (Path document : documents) {
            index(document);
        }
        upload(examples.resolve(GUIDE));
        for (Map.Entry<String, String> question : questions.entrySet()) {
            ask(question.getKey(), question.getValue(), null);
        }
        expect(ask(GUIDE, TO_ASK, GUIDES), "a citation with its page");
        chat(TO_CHAT);
        Path invoice = examples.resolve("invoice-20260417.txt");
        textStatistics(examples.resolve("employee-handbook.md"));
        summarize(examples.resolve("incident-2026-014.md"));
        extractFields(invoice);
        schedule();
        runNow();
        maintenance();
        health();
        metrics();
        console();
        return conclude();
    }

    /** Those that are texts. */
    private List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.list(examples)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith("questions.txt"))
                    .filter(file -> !file.toString().endsWith(".pdf"))
                    .sorted()
                    .toList();
        }
    }

    /** The first question about each of the first documents; lines have the form "document | question". */
    private Map<String, String> questions() throws IOException {
        Map<String, String> chosen = new LinkedHashMap<>();
        for (String line : Files.readAllLines(examples.resolve("questions.txt"))) {
            String[] parts = line.split("\\|", 2);
            if (!line.startsWith("#") && parts.length == 2 && chosen.size() < QUESTIONS) {
                chosen.putIfAbsent(parts[0].strip(), parts[1].strip());
            }
        }
        return chosen;
    }

    private void listWorkflows() throws Exception {
        heading("Which workflows are there?", CURL + " " + url + "/api/v1/workflows");
        HttpResponse<String> response = send(request("/api/v1/workflows").GET());
        JsonNode body = JSON.readTree(response.body());
        body.path("workflows").forEach(workflow -> print("%-18s %s"
                .formatted(
                        workflow.path("name").asText(),
                        workflow.path("description").asText())));
        body.path("refused").forEach(refused -> print("refused: " + refused));
        expect(response.statusCode() == 200 && !body.path("workflows").isEmpty(), "the list of workflows");
    }

    private void index(Path document) throws Exception {
        ObjectNode input = textOf(document);
        input.put("name", document.getFileName().toString());
        Answer answer = runWorkflow(
                "index-document", "Index " + document, input, "{name: \"" + document.getFileName() + "\", text: $text}", document);
        if (expectResult(answer)) {
            JsonNode result = answer.result();
            print("\"%s\": %d chunks%s"
                    .formatted(
                            result.path("title").asText(),
                            result.path("chunks").asInt(),
                            result.path("unchanged").asBoolean() ? ", already indexed" : ""));
        }
    }

    /** Hands a file in as browsers do, and waits until its run has made it findable. */
    private void upload(Path file) throws Exception {
        heading(
                "Upload " + file,
                "%s -F file=@%s -F collection=%s %s/api/v1/documents".formatted(CURL, file, GUIDES, url));
        long started = System.nanoTime();
        HttpResponse<String> response = send(request("/api/v1/documents")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.ofByteArray(form(file))));
        JsonNode document = JSON.readTree(response.body());
        if (!expect(Set.of(200, 202).contains(response.statusCode()), "to take the document, but it was " + document)) {
            return;
        }
        String location = response.headers().firstValue("Location").orElseThrow();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (document.path("state").asText().equals("indexing") && System.nanoTime() < end) {
            Thread.sleep(200);
            document = JSON.readTree(send(request(location).GET()).body());
        }
        print("%s in %d ms%s"
                .formatted(
                        document.path("state").asText(),
                        Duration.ofNanos(System.nanoTime() - started).toMillis(),
                        response.statusCode() == 200 ? ", already there" : ""));
        print("\"%s\", %s, %d bytes: %d chunks"
                .formatted(
                        document.path("title").asText(),
                        document.path("mediaType").asText(),
                        document.path("size").asLong(),
                        document.path("chunks").asInt()));
        expect(document.path("state").asText().equals("indexed"), "an indexed document, but it was " + document);
    }

    private static byte[] form(Path file) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes("""
                --%1$s\r
                Content-Disposition: form-data; name="collection"\r
                \r
                %2$s\r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="%3$s"\r
                \r
                """.formatted(BOUNDARY, GUIDES, file.getFileName()).getBytes(StandardCharsets.UTF_8));
        form.writeBytes(Files.readAllBytes(file));
        form.writeBytes("\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    /**
     * @param collection where to look, or null for the usual one
     * @return whether a citation tells its page
     */
    private boolean ask(String expectedDocument, String question, String collection) throws Exception {
        ObjectNode input = JSON.createObjectNode().put("question", question);
        if (collection != null) {
            input.put("collection", collection);
        }
        Answer answer = run("/api/v1/ask", "Ask: " + question, input, null, null);
        if (!expectResult(answer)) {
            return false;
        }
        JsonNode result = answer.result();
        print(result.path("mode").asText().equals("model")
                ? result.path("answer").asText()
                : result.path("message").asText("no model was asked"));
        show(result.path("citations"));
        expect(
                result.path("citations").findValuesAsText("document").contains(expectedDocument),
                "a citation of " + expectedDocument + " for: " + question);
        return result.path("citations").findValue("page") != null;
    }

    private void show(JsonNode shown) {
        for (JsonNode citation : shown) {
            citations++;
            String heading = citation.path("heading").asText();
            print("[%d] %s%s%s"
                    .formatted(
                            citation.path("number").asInt(),
                            citation.path("document").asText(),
                            citation.has("page") ? ", page " + citation.path("page").asInt() : "",
                            heading.isEmpty() ? "" : ", " + heading));
            if (citation.path("number").asInt() <= PASSAGES_SHOWN) {
                print("    " + shorten(citation.path("passage").asText(), 2 * WIDTH));
            }
        }
    }

    /** Shows the words of an answer as the model makes them. */
    private void chat(String message) throws Exception {
        ObjectNode input = JSON.createObjectNode().put("message", message).put("collection", GUIDES);
        heading(
                "Chat: " + message,
                "%s -N %s/api/v1/chat -H 'Content-Type: application/json' -d '%s'".formatted(CURL, url, input));
        HttpResponse<Stream<String>> response = client.send(
                request("/api/v1/chat")
                        .header("Content-Type", "application/json")
                        .header("Accept", "text/event-stream")
                        .timeout(PATIENCE)
                        .POST(BodyPublishers.ofString(input.toString()))
                        .build(),
                BodyHandlers.ofLines());
        StreamedAnswer answer = new StreamedAnswer();
        try (Stream<String> lines = response.body()) {
            lines.forEach(answer::line);
        }
        if (!expect(answer.last.equals("end"), "an answer, but it was " + response.statusCode() + " " + answer.rest)) {
            return;
        }
        if (answer.data.path("mode").asText().equals("model")) {
            print("streamed in %d pieces, from:".formatted(answer.pieces));
            expect(answer.pieces > 0, "an answer in pieces");
        } else {
            modelMissing = true;
            print(answer.data.path("answer").asText());
            expect(!answer.data.path("citations").isEmpty(), "passages for: " + message);
        }
        show(answer.data.path("citations"));
    }

    /** The events of a stream, of which each token is printed at once. */
    private static final class StreamedAnswer {
        private String last = "";
        private JsonNode data = JSON.createObjectNode();
        private String rest = "";
        private int pieces;

        void line(String line) {
            if (line.startsWith("event: ")) {
                last = line.substring(7);
            } else if (line.startsWith("data: ")) {
                take(line.substring(6));
            } else if (!line.startsWith(":")) {
                rest += line;
            }
        }

        private void take(String json) {
            try {
                data = JSON.readTree(json);
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON in a stream: " + json, e);
            }
            if (last.equals("token")) {
                String text = data.path("text").asText().replace("\n", "\n    ");
                System.out.print(pieces++ == 0 ? "    " + text : text);
                System.out.flush();
            } else if (last.equals("restart")) {
                System.out.print(" [another server is asked]");
                pieces = 0;
            } else if (last.equals("end") && pieces > 0) {
                System.out.println();
            } else if (last.equals("error")) {
                rest = json;
            }
        }
    }

    private void textStatistics(Path document) throws Exception {
        Answer answer = runWorkflow(
                "text-statistics", "Count words of " + document + " (a Java workflow)", textOf(document), "{text: $text}", document);
        if (expectResult(answer)) {
            print(answer.result().toString());
        }
    }

    private void summarize(Path document) throws Exception {
        Answer answer =
                runWorkflow("summarize-text", "Summarize " + document, textOf(document), "{text: $text}", document);
        showModelResult(answer, "summary");
    }

    private void extractFields(Path document) throws Exception {
        ObjectNode input = textOf(document);
        input.putObject("fields")
                .put("invoice_number", "the number of the invoice")
                .put("total", "the total amount with its currency")
                .put("due_date", "the day on which it must be paid at the latest");
        String filter = "{text: $text, fields: " + input.get("fields") + "}";
        showModelResult(runWorkflow("extract-fields", "Extract fields from " + document, input, filter, document), "fields");
    }

    private void showModelResult(Answer answer, String member) {
        if (NO_MODEL.contains(answer.code())) {
            modelMissing = true;
            print("%d %s".formatted(answer.status(), answer.code()));
            print(answer.body().path("detail").asText(answer.body().at("/error/message").asText()));
            return;
        }
        if (expectResult(answer)) {
            JsonNode value = answer.result().path(member);
            print(value.isTextual() ? value.asText() : value.toString());
        }
    }

    /** Makes a schedule, unless an earlier tour has left it, and shows when it fires. */
    private void schedule() throws Exception {
        ObjectNode wanted = JSON.createObjectNode()
                .put("name", SCHEDULE)
                .put("workflow", "text-statistics")
                .put("cron", "0 0 7 ? * MON-FRI")
                .put("zone", "Europe/Berlin");
        wanted.putObject("input").put("text", "Good morning");
        heading(
                "Have a workflow run on every working day at seven, and ask when that is",
                "%s %s/api/v1/schedules -H 'Content-Type: application/json' -d '%s'".formatted(CURL, url, wanted));
        if (send(request("/api/v1/schedules/" + SCHEDULE).GET()).statusCode() == 404) {
            HttpResponse<String> made = send(request("/api/v1/schedules")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(wanted.toString())));
            expect(made.statusCode() == 201, "a new schedule, but it was " + made.body());
        } else {
            print("already there");
        }
        JsonNode firings = get("/api/v1/schedules/%s/next".formatted(SCHEDULE)).path("firings");
        for (int i = 0; i < Math.min(FIRINGS_SHOWN, firings.size()); i++) {
            print("fires " + firings.get(i).asText());
        }
        expect(!firings.isEmpty(), "the next planned times");
    }

    private void runNow() throws Exception {
        String schedule = "/api/v1/schedules/" + SCHEDULE;
        heading("Start its run now, and read its ledger", "%s -X POST %s%s/run; %s %s%s/firings".formatted(CURL, url, schedule, CURL, url, schedule));
        HttpResponse<String> accepted = send(request(schedule + "/run").POST(BodyPublishers.noBody()));
        if (!expect(accepted.statusCode() == 202, "a run, but it was " + accepted.body())) {
            return;
        }
        Answer run = poll(accepted.headers().firstValue("Location").orElseThrow());
        print("the run has " + run.outcome());
        JsonNode firings = get(schedule + "/firings").path("firings");
        for (JsonNode firing : firings) {
            print("%s planned for %s %s".formatted(firing.path("outcome").asText(), firing.path("plannedAt").asText(), firing.path("reason").asText()));
        }
        expect(
                firings.findValuesAsText("run").contains(run.body().path("id").asText()),
                "a line of the ledger with the run " + run.body().path("id").asText());
    }

    /** Runs one of the chores, so that there is a result to be seen. */
    private void maintenance() throws Exception {
        heading(
                "Run a maintenance job, and see how all stand",
                "%s -X POST %s/api/v1/maintenance/%s/run; %s %s/api/v1/maintenance".formatted(CURL, url, CHORE, CURL, url));
        HttpResponse<String> accepted =
                send(request("/api/v1/maintenance/" + CHORE + "/run").POST(BodyPublishers.noBody()));
        if (!expect(accepted.statusCode() == 202, "a run, but it was " + accepted.body())) {
            return;
        }
        poll(accepted.headers().firstValue("Location").orElseThrow());
        JsonNode jobs = get("/api/v1/maintenance").path("jobs");
        for (JsonNode job : jobs) {
            String last = job.has("lastOutcome")
                    ? "%s in %d ms: %s".formatted(
                            job.path("lastOutcome").asText(),
                            job.path("lastDurationMs").asLong(),
                            job.path("lastError").asText(job.path("lastSummary").asText()))
                    : "has not run yet, next " + job.path("nextAt").asText("by hand");
            print("%-18s %s".formatted(job.path("job").asText(), shorten(last, WIDTH)));
            if (job.path("job").asText().equals(CHORE)) {
                expect(job.path("lastOutcome").asText().equals("succeeded"), "the job to succeed, but it was " + job);
            }
        }
        expect(!jobs.isEmpty(), "the maintenance jobs");
    }

    private void health() throws Exception {
        heading("How is the engine?", CURL + " " + url + "/api/v1/health?full");
        HttpResponse<String> response = send(request("/api/v1/health?full").GET());
        JsonNode checks = JSON.readTree(response.body()).path("checks");
        checks.fields().forEachRemaining(check -> print("%-18s %-6s %s"
                .formatted(
                        check.getKey(),
                        check.getValue().path("status").asText(),
                        shorten(check.getValue().path("detail").asText(), WIDTH))));
        expect(response.statusCode() == 200 && !checks.isEmpty(), "a healthy engine, but it was " + response.body());
    }

    private void metrics() throws Exception {
        heading("What would Prometheus get?", "%s -s %s/metrics | grep -c '^[a-z]'".formatted(CURL, url));
        HttpResponse<String> response = send(request("/metrics").GET());
        long values = response.body().lines().filter(line -> !line.startsWith("#")).count();
        print("%d values, such as".formatted(values));
        response.body()
                .lines()
                .filter(line -> line.startsWith("aiworkflow_runs"))
                .limit(2)
                .forEach(QuickstartTour::print);
        expect(response.statusCode() == 200 && response.body().contains("aiworkflow_schedules"), "the metrics");
    }

    private void console() throws Exception {
        heading("Is the console there?", CURL + " " + url + "/hawtio/");
        HttpResponse<String> response = send(request("/hawtio/").GET());
        print("open %s/hawtio in a browser and log in as an operator or admin: routes with diagrams, Quartz, threads,".formatted(url));
        print("and under JMX in io.aiworkflow: queue, runs, models, maintenance");
        expect(response.statusCode() == 200, "the console, but it was HTTP " + response.statusCode());
    }

    private JsonNode get(String path) throws Exception {
        return JSON.readTree(send(request(path).GET()).body());
    }

    private Answer runWorkflow(String workflow, String title, ObjectNode input, String filter, Path file) throws Exception {
        return run("/api/v1/workflows/" + workflow + "/runs", title, input, filter, file);
    }

    /** @param filter how jq makes the input from the file, or null when the input is short enough to show */
    private Answer run(String path, String title, ObjectNode input, String filter, Path file) throws Exception {
        String curl = "%s %s%s -H 'Content-Type: application/json' -H 'Prefer: wait=%d'".formatted(CURL, url, path, WAIT_SECONDS);
        heading(
                title,
                filter == null
                        ? curl + " -d '" + input.toString().replace("'", "'\\''") + "'"
                        : "jq -n --rawfile text %s '%s' | %s -d @-".formatted(file, filter, curl));
        long started = System.nanoTime();
        HttpResponse<String> response = send(request(path)
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=" + WAIT_SECONDS)
                .timeout(Duration.ofSeconds(WAIT_SECONDS + 15))
                .POST(BodyPublishers.ofString(input.toString())));
        Answer answer = new Answer(response.statusCode(), JSON.readTree(response.body()));
        if (answer.status() == 202) {
            answer = poll(response.headers().firstValue("Location").orElseThrow());
        }
        print("%s in %d ms".formatted(answer.outcome(), Duration.ofNanos(System.nanoTime() - started).toMillis()));
        return answer;
    }

    /** Follows a run that took longer than the caller wanted to wait. */
    private Answer poll(String location) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            HttpResponse<String> response = send(request(location).GET());
            Answer answer = new Answer(response.statusCode(), JSON.readTree(response.body()));
            boolean ended = Set.of("succeeded", "failed", "cancelled").contains(answer.body().path("state").asText());
            if (ended || NO_MODEL.contains(answer.code()) || System.nanoTime() > end) {
                return answer;
            }
            System.out.print("    still " + answer.body().path("state").asText() + " ...\r");
            Thread.sleep(500);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + System.getenv("ENGINE_TOKEN"))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static ObjectNode textOf(Path document) throws IOException {
        return JSON.createObjectNode().put("text", Files.readString(document));
    }

    private boolean expectResult(Answer answer) {
        boolean good = answer.body().path("state").asText().equals("succeeded");
        if (!good) {
            print(shorten(answer.body().toString(), 4 * WIDTH));
        }
        return expect(good, "a result, but the state was " + answer.outcome());
    }

    private boolean expect(boolean good, String what) {
        if (!good) {
            unexpected.add("step %d: expected %s".formatted(step, what));
            print("UNEXPECTED: expected " + what);
        }
        return good;
    }

    private int conclude() {
        System.out.println();
        if (modelMissing) {
            System.out.println("No model answered, so answers were passages, nothing was streamed, and two workflows could not finish. To see all,");
            System.out.println("start Ollama (https://ollama.com), pull a model (ollama pull llama3.2) and run this again.");
        }
        expect(citations > 0, "at least one answer with citations");
        unexpected.forEach(line -> System.out.println("UNEXPECTED " + line));
        System.out.printf("%d steps, %d unexpected, %d citations%n", steps, unexpected.size(), citations);
        return unexpected.isEmpty() ? 0 : 1;
    }

    private void heading(String title, String command) {
        step++;
        System.out.printf("%n[%d/%d] %s%n  $ %s%n", step, steps, title, command);
    }

    private static void print(String text) {
        for (String line : text.split("\\R")) {
            System.out.println("    " + line);
        }
    }

    private static String shorten(String text, int length) {
        String oneLine = text.strip().replaceAll("\\s+", " ");
        return oneLine.length() <= length ? oneLine : oneLine.substring(0, length - 1) + "…";
    }

    private record Answer(int status, JsonNode body) {
        JsonNode result() {
            return body.path("result");
        }

        String code() {
            return body.path("code").asText(body.at("/error/code").asText());
        }

        String outcome() {
            String state = body.path("state").asText();
            return status == 200 && !state.isEmpty() ? state : "HTTP " + status;
        }
    }
}
