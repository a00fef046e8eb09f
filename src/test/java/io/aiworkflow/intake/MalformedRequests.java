package io.aiworkflow.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Requests that no correct caller sends, each with the statuses that answer it. Part of them is written out, the rest
 * is made by damaging good ones with a fixed seed.
 */
final class MalformedRequests {
    private static final String SUBMIT = "/api/v1/workflows/text-statistics/runs";
    private static final String GOOD = "{\"text\":\"a good text\"}";
    private static final long SEED = 20261124;

    private MalformedRequests() {}

    /** One request as bytes on the wire would have it, save for the request line and the framing. */
    record Malformed(
            String what, String method, String path, Map<String, String> headers, byte[] body, List<Integer> statuses) {
        @Override
        public String toString() {
            return what;
        }
    }

    static List<Malformed> all() {
        List<Malformed> all = new ArrayList<>();
        brokenJson(all);
        wrongInputs(all);
        wrongHeaders(all);
        wrongAddresses(all);
        damagedBodies(all, 300);
        return all;
    }

    private static void brokenJson(List<Malformed> all) {
        List<String> bodies = new ArrayList<>(List.of(
                "",
                " ",
                "\n",
                "{",
                "}",
                "[",
                "]",
                "{]",
                "[}",
                "{\"text\"",
                "{\"text\":",
                "{\"text\":}",
                "{\"text\":\"a\"",
                "{\"text\":\"a\",}",
                "{,}",
                "{\"text\" \"a\"}",
                "{text:\"a\"}",
                "{'text':'a'}",
                "\"",
                "'a'",
                "tru",
                "nul",
                "NaN",
                "Infinity",
                "-",
                "+1",
                "01",
                "1.",
                ".5",
                "1e",
                "0x10",
                "{} {}",
                "1 2",
                "{}x",
                "// c\n{}",
                "/* c */ {}",
                "{\"text\":\"a\",\"text\":\"b\"}",
                "{\"text\":\"\\u12\"}",
                "{\"text\":\"\\x\"}",
                "{\"text\":\"\\ud800\"}",
                "{\"text\":\"\\udc00\\ud800\"}",
                "{\"\\ud800\":1}",
                "{\"text\":\"a\nb\"}",
                "{\"text\":\"a\tb\"}",
                "{\"text\":\"\u0000\"}",
                "\u0000",
                "<a/>",
                "text=a",
                "--x--",
                "undefined",
                "{\"text\":1e999999}",
                "{\"text\":1" + "0".repeat(500) + "}",
                "[".repeat(65),
                "[".repeat(65) + "]".repeat(65),
                "{\"a\":".repeat(70) + "1" + "}".repeat(70),
                "[".repeat(20000),
                "{\"a\":".repeat(10000)));
        for (String body : bodies) {
            all.add(submit("not JSON: " + shorten(body), body.getBytes(java.nio.charset.StandardCharsets.UTF_8), 400));
        }
        byte[][] raw = {
            {(byte) 0xC3, 0x28}, {'"', (byte) 0xFF, '"'}, {'{', '"', (byte) 0xE2, (byte) 0x82, '"', ':', '1', '}'},
            {(byte) 0xFE, (byte) 0xFF, 0, '{', 0, '}'}, {0, 0, 0, '{'}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {0x1F, (byte) 0x8B, 8, 0}, {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}
        };
        for (byte[] body : raw) {
            all.add(submit("not UTF-8: " + java.util.HexFormat.of().formatHex(body), body, 400));
        }
    }

    private static void wrongInputs(List<Malformed> all) {
        List<String> values = List.of("null", "1", "1.5", "true", "[]", "{}", "[\"a\"]", "{\"a\":1}", "-0", "1e10");
        for (String value : values) {
            all.add(submit("input is " + value, bytes(value), 422));
            all.add(submit("text is " + value, bytes("{\"text\":" + value + "}"), 422));
            all.add(submit(
                    "an unknown field beside text: " + value, bytes("{\"text\":\"a\",\"x\":" + value + "}"), 422));
            all.add(submit("a misspelt field: " + value, bytes("{\"Text\":" + value + "}"), 422));
        }
        all.add(submit("the text is too long", bytes("{\"text\":\"" + "a".repeat(500_001) + "\"}"), 422));
        all.add(submit("the body is too large", bytes("{\"text\":\"" + "a".repeat(1_100_000) + "\"}"), 413));
        for (String name :
                List.of("__proto__", "constructor", "", " ", "a/b", "a~b", "\\u0000", "ä", "$ref", "text ")) {
            all.add(submit("the field '" + name + "'", bytes("{\"text\":\"a\",\"" + name + "\":1}"), 422));
        }
    }

    private static void wrongHeaders(List<Malformed> all) {
        for (String type : List.of(
                "text/plain",
                "text/html",
                "application/xml",
                "application/x-www-form-urlencoded",
                "image/png",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "application",
                "/",
                "json",
                "*/*",
                "application/json; charset=utf-16",
                "application/jsonx",
                "application/x-java-serialized-object",
                ";;;",
                "a/b/c",
                "application/json2")) {
            all.add(new Malformed(
                    "content type " + type, "POST", SUBMIT, Map.of("Content-Type", type), bytes(GOOD), List.of(415)));
        }
        for (String wait : List.of(
                "wait=",
                "wait=x",
                "wait=-1",
                "wait=1.5",
                "wait=1e3",
                "wait=99999999999999999999",
                "wait=\"\"",
                "wait=0x10",
                "respond-async, wait=abc",
                "wait=٣")) {
            all.add(header("Prefer", wait, 400));
        }
        for (String key : List.of("", " ", "ä", "a b", "a\tb", "k".repeat(256), "k".repeat(5000), "sub-run:x")) {
            all.add(header("Idempotency-Key", key, 400));
        }
        all.add(header("X-Large", "x".repeat(20_000), 400, 431));
        for (String name : List.of(
                "CamelHttpUri",
                "camelhttpuri",
                "CAMELHTTPMETHOD",
                "CamelHttpResponseCode",
                "org.apache.camel.x",
                "CamelBeanMethodName",
                "CamelFileName",
                "name",
                "id",
                "breadcrumbId")) {
            // Not refused, but without effect: the answer is the one to the good request.
            all.add(header(name, "no-op", 202));
        }
    }

    private static void wrongAddresses(List<Malformed> all) {
        for (String name : List.of(
                "nope",
                "No-Op",
                "..",
                "%2e%2e",
                "%00",
                "a%2Fb",
                "*",
                "${body}",
                "no-op%20",
                "%25",
                "ä",
                "x".repeat(300),
                "'",
                "\"",
                "no-op;jsessionid=1",
                "{{env:HOME}}",
                "-",
                "_")) {
            all.add(new Malformed(
                    "workflow " + shorten(name),
                    "POST",
                    "/api/v1/workflows/" + name + "/runs",
                    Map.of("Content-Type", "application/json"),
                    bytes("{}"),
                    List.of(400, 404)));
            all.add(get("/api/v1/workflows/" + name, 400, 404));
            all.add(get("/api/v1/runs/" + name, 400, 404));
        }
        for (String query : List.of(
                "limit=0",
                "limit=-1",
                "limit=201",
                "limit=x",
                "limit=",
                "limit=1.5",
                "limit=99999999999",
                "limit=%00",
                "workflow=%00",
                "workflow=",
                "state=QUEUED",
                "state=nope",
                "state=",
                "state=%F0%9F%98%80",
                "cursor=1",
                "cursor=x",
                "cursor=",
                "cursor=%27;drop%20table%20run",
                "limit=1&limit=x")) {
            all.add(get("/api/v1/runs?" + query, 400));
        }
        for (String path : List.of(
                "/api",
                "/api/v1",
                "/api/v2/runs",
                "/api/v1/nope",
                "/api/v1/runs/x/y",
                "/.env",
                "/../etc/passwd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/api/v1/runs/%",
                "/api/v1/runs/%zz",
                "/api//v1/nope",
                "/actuator",
                "/actuator/env",
                "/console",
                "/error",
                "/api/v1/workflows/no-op/runs/x")) {
            all.add(get(path, 400, 404));
        }
        for (String method : List.of("PUT", "PATCH", "DELETE", "BREW", "PROPFIND")) {
            for (String path : List.of("/api/v1/runs", "/api/v1/workflows", SUBMIT, "/openapi.json")) {
                all.add(new Malformed(
                        method + " " + path,
                        method,
                        path,
                        Map.of("Content-Type", "application/json"),
                        method.startsWith("P") ? bytes("{}") : new byte[0],
                        List.of(400, 404, 405, 501)));
            }
        }
    }

    /** Good requests with one to three bytes changed; some stay good. */
    private static void damagedBodies(List<Malformed> all, int count) {
        Random random = new Random(SEED);
        for (int i = 0; i < count; i++) {
            byte[] body = bytes(GOOD);
            for (int change = random.nextInt(3); change >= 0; change--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            all.add(submit("damaged body " + i + " of seed " + SEED, body, 202, 400, 422));
        }
    }

    private static Malformed submit(String what, byte[] body, Integer... statuses) {
        return new Malformed(what, "POST", SUBMIT, Map.of("Content-Type", "application/json"), body, List.of(statuses));
    }

    private static Malformed header(String name, String value, Integer... statuses) {
        return new Malformed(
                "header " + name + ": " + shorten(value),
                "POST",
                SUBMIT,
                Map.of("Content-Type", "application/json", name, value),
                bytes(GOOD),
                List.of(statuses));
    }

    private static Malformed get(String path, Integer... statuses) {
        return new Malformed("GET " + shorten(path), "GET", path, Map.of(), new byte[0], List.of(statuses));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…(" + text.length() + ")";
    }
}
