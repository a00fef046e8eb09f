package io.aiworkflow.platform.edge;

import io.aiworkflow.platform.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Tells callers how the engine sees them, and answers in unusual ways. */
@TestConfiguration(proxyBeanMethods = false)
@RestController
class CallerDoor {
    @GetMapping("/intake/test/caller")
    Map<String, String> caller(HttpServletRequest request) {
        Map<String, String> seen = new TreeMap<>();
        Collections.list(request.getHeaderNames())
                .forEach(name -> seen.put("header " + name.toLowerCase(), request.getHeader(name)));
        seen.put("address", ClientAddress.of(request).text());
        seen.put("scheme", request.getScheme());
        seen.put("secure", String.valueOf(request.isSecure()));
        seen.put("url", request.getRequestURL().toString());
        return seen;
    }

    @PostMapping("/intake/test/echo")
    Map<String, Object> echo(@RequestBody Map<String, Object> body) {
        return body;
    }

    @GetMapping("/intake/test/begun-anew")
    void begunAnew(HttpServletResponse response) throws IOException {
        response.reset();
        response.getWriter().write("anew");
    }

    @GetMapping("/intake/test/failure")
    void failure() {
        throw new IllegalStateException("a secret of the engine");
    }

    @GetMapping("/intake/test/error")
    void error(HttpServletResponse response) throws IOException {
        response.sendError(503, "a secret of the engine");
    }
}
