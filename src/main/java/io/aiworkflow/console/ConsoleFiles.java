package io.aiworkflow.console;

import com.fasterxml.jackson.databind.node.TextNode;
import io.aiworkflow.platform.CurrentSubmitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jolokia.server.core.Version;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/**
 * The files of Hawtio, and the few questions that its pages ask a server. The login is the engine's: what Hawtio has for
 * that is not there.
 */
@Controller
@ConsolePart
class ConsoleFiles {
    private static final String ROOT = "/hawtio/";
    private static final String HAWTIO = "hawtio-static/";
    private static final String OWN = "console/";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@.~-]+(/[A-Za-z0-9_@.~-]+)*");

    /** Their names change with their content. */
    private static final String LASTING = "static/";

    /** Answers to what Hawtio asks of a server that has more to offer. */
    private static final Map<String, String> FIXED = Map.of(
            "plugin", "[]",
            "keycloak/enabled", "false",
            "proxy/enabled", "false",
            "auth/config", "{}",
            "auth/config/login", "{}",
            "auth/config/session-timeout", "{}",
            // By this Hawtio finds out that there is a Jolokia, before it sends its first request to it.
            "jolokia",
                    "{\"value\":{\"agent\":\"%s\",\"protocol\":\"%s\"},\"status\":200}"
                            .formatted(Version.getAgentVersion(), Version.getProtocolVersion()));

    private final CurrentSubmitter current;

    ConsoleFiles(CurrentSubmitter current) {
        this.current = current;
    }

    @GetMapping("/hawtio")
    String root() {
        return "redirect:" + ROOT;
    }

    @GetMapping("/hawtio/{*file}")
    ResponseEntity<?> file(@PathVariable String file) throws IOException {
        String path = file.substring(1);
        if (path.equals("user")) {
            return json(TextNode.valueOf(current.get().name()).toString());
        }
        if (FIXED.containsKey(path)) {
            return json(FIXED.get(path));
        }
        if (path.equals("auth/logout")) {
            return page(text(OWN + "leave.html"));
        }
        Optional<Resource> found = find(path);
        return found.isPresent() && !path.equals("index.html") ? answer(path, found.get()) : index();
    }

    private static Optional<Resource> find(String path) {
        if (!PLAIN.matcher(path).matches() || path.contains("..")) {
            return Optional.empty();
        }
        for (String folder : new String[] {OWN, HAWTIO}) {
            Resource resource = new ClassPathResource(folder + path);
            if (path.contains(".") && resource.isReadable()) {
                return Optional.of(resource);
            }
        }
        return Optional.empty();
    }

    private static ResponseEntity<Resource> answer(String path, Resource file) {
        CacheControl cache = path.startsWith(LASTING)
                ? CacheControl.maxAge(Duration.ofDays(7)).cachePrivate()
                : CacheControl.noCache();
        return ResponseEntity.ok()
                .contentType(MediaTypeFactory.getMediaType(file).orElse(MediaType.APPLICATION_OCTET_STREAM))
                .cacheControl(cache)
                .body(file);
    }

    /** Also for the addresses of views, which only the page knows. The engine's script goes before those of Hawtio. */
    private static ResponseEntity<String> index() throws IOException {
        String script = "<script src=\"" + ROOT + "session.js\"></script>";
        return page(text(HAWTIO + "index.html").replaceFirst("<head>", "<head>" + script));
    }

    private static ResponseEntity<String> page(String text) {
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
                .body(text);
    }

    private static ResponseEntity<String> json(String text) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(text);
    }

    private static String text(String path) throws IOException {
        return new ClassPathResource(path).getContentAsString(StandardCharsets.UTF_8);
    }
}
