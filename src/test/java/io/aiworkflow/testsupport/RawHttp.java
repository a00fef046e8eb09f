package io.aiworkflow.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Sends bytes that a well-behaved HTTP client would refuse to send, one connection for each request. */
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawHttp() {}

    /** A status line, headers and body as text. */
    public record Answer(int status, String head, String body) {
        /** The one JSON object of the body, which may have come in pieces with their lengths around it. */
        public String object() {
            return body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1);
        }

        /** The value of a header, or null. */
        public String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** Sends it as the admin, unless the headers say who sends it. */
    public static Answer send(int port, String method, String path, Map<String, String> headers, byte[] body)
            throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        head.append("Authorization: ").append(TestLogin.authorization(port)).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (headers.keySet().stream().noneMatch("Authorization"::equalsIgnoreCase)) {
            head.append("Authorization: ").append(TestLogin.authorization(port)).append("\r\n");
        }
        if (body.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("Connection: close\r\n\r\n");
        return send(port, head.toString().getBytes(StandardCharsets.UTF_8), body);
    }

    public static Answer send(int port, byte[] head, byte[] body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(head);
                out.write(body);
                out.flush();
            } catch (IOException e) {
                // The server may answer and close before it has read everything.
            }
            return parse(readAll(socket.getInputStream()));
        }
    }

    private static String readAll(InputStream in) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (IOException e) {
            // A reset after the answer: what has come is the answer.
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Answer parse(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, answer, "");
        }
        String head = answer.substring(0, end);
        return new Answer(Integer.parseInt(head.split(" ")[1]), head, answer.substring(end + 4));
    }
}
