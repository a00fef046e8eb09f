package io.aiworkflow.chat;

import io.aiworkflow.model.CallListener;
import io.aiworkflow.model.QueuePlace;

/** Hands each piece of an answer on as soon as it comes, and keeps what came. */
class ChatListener implements CallListener {
    private final ChatStream stream;
    private final ChatEvents events;
    private final int longest;
    private final StringBuilder text = new StringBuilder();

    ChatListener(ChatStream stream, ChatEvents events, int longest) {
        this.stream = stream;
        this.events = events;
        this.longest = longest;
    }

    /** What came so far. */
    String text() {
        return text.toString();
    }

    @Override
    public void queued(QueuePlace place) {
        stream.tell(events.queued(place));
    }

    @Override
    public void thinking(String piece) {
        if (!piece.isEmpty()) {
            stream.tell(events.thinking(piece));
        }
    }

    @Override
    public void text(String piece) {
        if (piece.isEmpty() || stream.stopped().isPresent()) {
            return;
        }
        text.append(piece);
        stream.tell(events.token(piece));
        if (text.length() > longest) {
            stream.stop(ChatStream.Why.TOO_LONG);
        }
    }

    @Override
    public void restarted() {
        text.setLength(0);
        stream.tell(events.restart());
    }
}
