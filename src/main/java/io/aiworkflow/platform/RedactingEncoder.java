package io.aiworkflow.platform;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.aiworkflow.failure.Redaction;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.logging.logback.StructuredLogEncoder;

/** Writes log events as another encoder does, without the secrets in them. */
final class RedactingEncoder extends EncoderBase<ILoggingEvent> {
    private final Encoder<ILoggingEvent> original;
    private final Charset charset;
    private final boolean json;

    RedactingEncoder(Encoder<ILoggingEvent> original) {
        this.original = original;
        this.charset = charsetOf(original);
        this.json = original instanceof StructuredLogEncoder;
        setContext(original.getContext());
        start();
    }

    private static Charset charsetOf(Encoder<ILoggingEvent> encoder) {
        if (!(encoder instanceof LayoutWrappingEncoder<ILoggingEvent> text)) {
            return StandardCharsets.UTF_8;
        }
        return text.getCharset() == null ? Charset.defaultCharset() : text.getCharset();
    }

    @Override
    public byte[] headerBytes() {
        return original.headerBytes();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] line = original.encode(event);
        String text = new String(line, charset);
        String cleaned = json ? RedactedJson.clean(text) : Redaction.clean(text);
        return cleaned.equals(text) ? line : cleaned.getBytes(charset);
    }

    @Override
    public byte[] footerBytes() {
        return original.footerBytes();
    }

    @Override
    public void stop() {
        original.stop();
        super.stop();
    }
}
