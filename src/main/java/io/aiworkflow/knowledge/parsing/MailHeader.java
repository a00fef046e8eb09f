package io.aiworkflow.knowledge.parsing;

import org.apache.tika.metadata.Message;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;

/** What a mail says of itself, as the beginning of its text. */
final class MailHeader {
    private MailHeader() {}

    static String of(Metadata metadata) {
        StringBuilder header = new StringBuilder();
        String subject = metadata.get(TikaCoreProperties.TITLE);
        if (subject != null && !subject.isBlank()) {
            header.append("# ").append(line(subject)).append("\n\n");
        }
        add(header, "From", metadata.get(Message.MESSAGE_FROM));
        add(header, "To", String.join(", ", metadata.getValues(Message.MESSAGE_TO)));
        add(header, "Date", metadata.get(TikaCoreProperties.CREATED));
        return header.append('\n').toString();
    }

    private static void add(StringBuilder header, String name, String value) {
        if (value != null && !value.isBlank()) {
            header.append(name).append(": ").append(line(value)).append('\n');
        }
    }

    private static String line(String value) {
        return value.replaceAll("\\s+", " ").strip();
    }
}
