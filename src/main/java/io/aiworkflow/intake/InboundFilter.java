package io.aiworkflow.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Looks at every request before Camel does: bodies are JSON and of bounded size, and only known headers and query
 * parameters go on, since Camel turns all of them into message headers, some of which steer components. Before the
 * routes are started, and once the engine is told to stop, nothing but the health is answered.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class InboundFilter extends OncePerRequestFilter {
    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

    /** Actions on one thing say all with their address; only browsers that know its id could be made to send them. */
    private static final Pattern MAY_BE_EMPTY =
            Pattern.compile("/api/v1/(runs|dead-letters)/[0-9A-Fa-f-]{36}/(cancel|retry|discard)");

    private static final String API = "/api/";
    private static final String HEALTH = "/api/v1/health";
    private static final String STATUS = "/public/status";

    private final long maxBody;
    private final ObjectMapper json;
    private final ApplicationAvailability availability;

    InboundFilter(IntakeProperties properties, ObjectMapper json, ApplicationAvailability availability) {
        this.maxBody = properties.maxBody().toBytes();
        this.json = json;
        this.availability = availability;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        if (!isReady() && refusesNow(path)) {
            refuseNow(request, response);
            return;
        }
        if (!METHODS_WITH_BODY.contains(request.getMethod())) {
            chain.doFilter(new AllowedRequest(request, new byte[0]), response);
            return;
        }
        if (request.getContentLengthLong() > maxBody) {
            tooLarge(request, response);
            return;
        }
        byte[] body = read(request);
        if (body.length > maxBody) {
            tooLarge(request, response);
        } else if (body.length == 0 && MAY_BE_EMPTY.matcher(path).matches()) {
            chain.doFilter(new AllowedRequest(request, body), response);
        } else if (!isJson(request.getContentType())) {
            refuse(
                    request,
                    response,
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "send the body as JSON in UTF-8 with the header Content-Type: application/json");
        } else if (!isUtf8(body)) {
            // Camel would replace what is not UTF-8 instead of refusing it.
            refuse(request, response, ErrorCode.MALFORMED_JSON, "the body is not valid UTF-8");
        } else {
            chain.doFilter(new AllowedRequest(request, body), response);
        }
    }

    /** Operators may always ask. Authors' doors are not there before the routes are started. */
    private boolean refusesNow(String path) {
        return isStopping()
                ? !HEALTH.equals(path) && !STATUS.equals(path)
                : path.startsWith(API) && !path.equals(HEALTH);
    }

    private void refuseNow(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (isStopping()) {
            // Else the caller would send the next request to this process too.
            response.setHeader("Connection", "close");
            refuse(
                    request,
                    response,
                    ErrorCode.SHUTTING_DOWN,
                    "the engine stops and takes no more requests; send it again in a moment");
        } else {
            refuse(request, response, ErrorCode.STARTING, "the routes are not started yet; try again in a moment");
        }
    }

    /** Readiness that was never declared is a start that is not over. */
    private boolean isStopping() {
        return !isReady() && availability.getLastChangeEvent(ReadinessState.class) != null;
    }

    private boolean isReady() {
        return availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
    }

    private byte[] read(HttpServletRequest request) throws IOException {
        InputStream in = request.getInputStream();
        return in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, maxBody + 1));
    }

    private static boolean isJson(String contentType) {
        if (contentType == null) {
            return false;
        }
        try {
            MimeType type = MimeTypeUtils.parseMimeType(contentType);
            boolean json = MediaType.APPLICATION_JSON.includes(type)
                    || type.getType().equals("application") && type.getSubtype().endsWith("+json");
            return json && (type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8));
        } catch (InvalidMimeTypeException e) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private void tooLarge(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // The rest of the body is not read, so the connection cannot be used again.
        response.setHeader("Connection", "close");
        refuse(
                request,
                response,
                ErrorCode.PAYLOAD_TOO_LARGE,
                "the body is larger than %d bytes; send less, or split the document".formatted(maxBody));
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, ErrorCode code, String detail)
            throws IOException {
        Problem problem = Problem.of(code, detail, request.getRequestURI());
        response.setStatus(problem.status());
        problem.retryAfter().ifPresent(seconds -> response.setHeader(Problem.RETRY_AFTER, seconds));
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }
}
