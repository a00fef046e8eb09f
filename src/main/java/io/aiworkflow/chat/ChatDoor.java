package io.aiworkflow.chat;

import io.aiworkflow.failure.Problem;
import io.aiworkflow.model.CallOrigin;
import io.aiworkflow.model.ModelLedger;
import io.aiworkflow.platform.CallerRights;
import io.aiworkflow.platform.CallerWatch;
import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.Submitter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * Takes messages and opens the streams of their answers, for which Camel has no emitter. What is wrong with a message is
 * said by the status; what goes wrong later is an event.
 */
@Controller
@Profile("api")
class ChatDoor {
    private final Conversations conversations;
    private final OpenChats open;
    private final ModelLedger ledger;
    private final ChatEvents events;
    private final CurrentSubmitter current;
    private final CallerRights rights;
    private final CallerWatch watch;

    ChatDoor(
            Conversations conversations,
            OpenChats open,
            ModelLedger ledger,
            ChatEvents events,
            CurrentSubmitter current,
            CallerRights rights,
            CallerWatch watch) {
        this.conversations = conversations;
        this.open = open;
        this.ledger = ledger;
        this.events = events;
        this.current = current;
        this.rights = rights;
        this.watch = watch;
    }

    @PostMapping(
            path = "/api/v1/chat",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void chat(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Submitter who = current.get();
        ChatQuestion question = ChatQuestion.parse(request.getInputStream().readAllBytes());
        if (question.collection().isPresent()) {
            rights.require("documents:read", "an answer from documents");
        }
        // Before anything is begun: a stream cannot say 429, and the message would stay without an answer.
        ledger.admit(CallOrigin.interactive(who.name()));
        open.admit(who.name());
        boolean handedOver = false;
        try {
            ChatStream stream = begin(question, who, request, response);
            handedOver = true;
            open.answer(stream);
        } finally {
            if (!handedOver) {
                open.release(who.name());
            }
        }
    }

    /** A conversation whose stream cannot be opened is free again. */
    private ChatStream begin(
            ChatQuestion question, Submitter who, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Turn turn = conversations.begin(question, who);
        try {
            return open(turn, request, response);
        } catch (IOException | RuntimeException e) {
            conversations.end(turn, Answer.failed("", Problem.of(e, null), List.of()));
            throw e;
        }
    }

    private ChatStream open(Turn turn, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding("UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // A proxy that gathers answers would hold the tokens back.
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        ChatStream stream = new ChatStream(turn, watch.of(request), async, response.getOutputStream());
        stream.send(events.start(turn));
        response.getOutputStream().setWriteListener(stream);
        return stream;
    }
}
