package io.aiworkflow.intake;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.Problem;
import io.aiworkflow.platform.StrictJson;
import io.aiworkflow.platform.edge.BodyLimits;
import io.aiworkflow.platform.edge.IncomingBody;
import io.aiworkflow.platform.edge.Refusal;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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
 * Takes in the bodies of requests before anything else does: they are JSON of bounded size and depth, or files where the
 * operation takes files. Before the routes are started, and once the engine is told to stop, nothing but the health is
 * answered.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class InboundFilter extends OncePerRequestFilter {
    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final List<MediaType> FILES =
            List.of(MediaType.MULTIPART_FORM_DATA, MediaType.APPLICATION_OCTET_STREAM);

    /** Actions on one thing say all with their address; only browsers that know its id could be made to send them. */
    private static final Pattern MAY_BE_EMPTY =
            Pattern.compile("/api/v1/((runs|dead-letters)/[0-9A-Fa-f-]{36}/(cancel|retry|discard)"
                    + "|conversations/[0-9A-Fa-f-]{36}/stop|collections/[^/]+/confirm|auth/(refresh|logout)"
                    + "|(schedules|maintenance)/[^/]+/(pause|resume|run)"
                    + "|admin/(accounts/[0-9A-Fa-f-]{36}/[a-z-]+|logout-everybody|signing-keys|index/[a-z]+))");

    private static final String API = "/api/";
    private static final String HEALTH = "/api/v1/health";
    private static final Set<String> PROBES = Set.of(HEALTH, "/public/status", "/livez", "/readyz", "/metrics");

    private final BodyLimits documents;
    private final BodyLimits uploads;
    private final ApiOperations operations;
    private final ApplicationAvailability availability;

    InboundFilter(IntakeProperties properties, ApiOperations operations, ApplicationAvailability availability) {
        this.documents = new BodyLimits(properties.maxBody(), properties.bodyTime());
        this.uploads = new BodyLimits(properties.maxUpload(), properties.uploadTime());
        this.operations = operations;
        this.availability = availability;
    }

    /** A request whose body had to be waited for comes here a second time. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            resume(request, response, chain);
        } else if (!isReady() && refusesNow(request.getRequestURI())) {
            refuseNow(request, response);
        } else if (!METHODS_WITH_BODY.contains(request.getMethod())) {
            pass(request, InputStream.nullInputStream(), request.getContentLengthLong(), response, chain);
        } else {
            readBody(request, response, chain);
        }
    }

    private void resume(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<IncomingBody> body = IncomingBody.resumed(request);
        if (body.isPresent()) {
            check(request, body.get(), response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void readBody(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean upload = isUpload(request);
        if (request.getContentLengthLong() > 0 && !isOfType(request.getContentType(), upload)) {
            refuseType(request, response, upload);
            return;
        }
        Optional<IncomingBody> body = IncomingBody.read(request, response, upload ? uploads : documents);
        if (body.isPresent()) {
            check(request, body.get(), response, chain);
        }
    }

    private void check(HttpServletRequest request, IncomingBody body, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            boolean upload = isUpload(request);
            boolean empty = body.size() == 0;
            if (!(empty && MAY_BE_EMPTY.matcher(request.getRequestURI()).matches())
                    && !isOfType(request.getContentType(), upload)) {
                refuseType(request, response, upload);
            } else if (upload) {
                pass(request, body.stream(), body.size(), response, chain);
            } else {
                passDocument(request, body.bytes(), response, chain);
            }
        } finally {
            body.close();
        }
    }

    /** Where either may be sent, the type of the body says which it is. */
    private boolean isUpload(HttpServletRequest request) {
        return operations.takesFile(request) && !(operations.takesEither(request) && isJson(request.getContentType()));
    }

    private static void passDocument(
            HttpServletRequest request, byte[] body, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!isUtf8(body)) {
            // Camel would replace what is not UTF-8 instead of refusing it.
            refuse(request, response, ErrorCode.MALFORMED_JSON, "the body is not valid UTF-8");
        } else if (JsonDepth.exceeds(body, StrictJson.MAX_DEPTH)) {
            refuse(
                    request,
                    response,
                    ErrorCode.MALFORMED_JSON,
                    "the body is nested deeper than %d levels".formatted(StrictJson.MAX_DEPTH));
        } else {
            pass(request, new ByteArrayInputStream(body), body.length, response, chain);
        }
    }

    private static void pass(
            HttpServletRequest request, InputStream body, long length, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ReadRequest read = new ReadRequest(request, body, length);
        try {
            chain.doFilter(read, response);
        } finally {
            read.isServed();
        }
    }

    /** Operators may always ask. Authors' doors are not there before the routes are started. */
    private boolean refusesNow(String path) {
        return isStopping() ? !PROBES.contains(path) : path.startsWith(API) && !path.equals(HEALTH);
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

    private static boolean isOfType(String contentType, boolean upload) {
        return upload ? isFile(contentType) : isJson(contentType);
    }

    private static boolean isFile(String contentType) {
        try {
            MimeType type = contentType == null ? null : MimeTypeUtils.parseMimeType(contentType);
            return FILES.stream().anyMatch(file -> file.includes(type));
        } catch (InvalidMimeTypeException e) {
            return false;
        }
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

    private static void refuseType(HttpServletRequest request, HttpServletResponse response, boolean upload)
            throws IOException {
        refuse(
                request,
                response,
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                upload
                        ? "send the file as multipart/form-data or as application/octet-stream"
                        : "send the body as JSON in UTF-8 with the header Content-Type: application/json");
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, ErrorCode code, String detail)
            throws IOException {
        Refusal.answer(request, response, Problem.of(code, detail, request.getRequestURI()));
    }
}
