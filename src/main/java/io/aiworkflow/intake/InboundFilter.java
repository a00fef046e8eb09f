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
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Looks at every request before Camel does: bodies are JSON and of bounded size, and only known headers and query
 * parameters go on, since Camel turns all of them into message headers, some of which steer components.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class InboundFilter extends OncePerRequestFilter {
    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final long maxBody;
    private final ObjectMapper json;

    InboundFilter(IntakeProperties properties, ObjectMapper json) {
        this.maxBody = properties.maxBody().toBytes();
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
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
        } else if (!isJson(request.getContentType())) {
            refuse(
                    request,
                    response,
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "send the body as JSON with the header Content-Type: application/json");
        } else {
            chain.doFilter(new AllowedRequest(request, body), response);
        }
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
            var type = MimeTypeUtils.parseMimeType(contentType);
            return MediaType.APPLICATION_JSON.includes(type)
                    || type.getType().equals("application") && type.getSubtype().endsWith("+json");
        } catch (InvalidMimeTypeException e) {
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
        response.setStatus(code.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(json.writeValueAsBytes(Problem.of(code, detail, request.getRequestURI())));
    }
}
