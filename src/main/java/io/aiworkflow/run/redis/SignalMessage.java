package io.aiworkflow.run.redis;

import io.aiworkflow.run.RunSignal;
import io.aiworkflow.run.RunSignal.Kind;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Signals as they travel: a line with the version of the form and the sender, then one line for each signal. Lines that
 * this version does not know are skipped.
 *
 * @param sender the process that has sent it
 */
record SignalMessage(UUID sender, Collection<RunSignal> signals) {
    private static final String VERSION = "1";

    String text() {
        return signals.stream()
                .map(signal -> wireName(signal.kind())
                        + signal.run().map(run -> " " + run).orElse(""))
                .collect(Collectors.joining("\n", VERSION + " " + sender + "\n", ""));
    }

    /** Empty when it is of another version, or no message of ours. */
    static Optional<SignalMessage> parse(String text) {
        String[] lines = text.split("\n", -1);
        String[] head = lines[0].split(" ");
        Optional<UUID> sender = head.length == 2 && head[0].equals(VERSION) ? uuid(head[1]) : Optional.empty();
        return sender.map(id -> new SignalMessage(
                id,
                Arrays.stream(lines)
                        .skip(1)
                        .flatMap(line -> signal(line).stream())
                        .toList()));
    }

    private static Optional<RunSignal> signal(String line) {
        List<String> words = List.of(line.split(" "));
        Optional<Kind> kind = Stream.of(Kind.values())
                .filter(each -> wireName(each).equals(words.get(0)))
                .findFirst();
        Optional<UUID> run = words.size() == 2 ? uuid(words.get(1)) : Optional.empty();
        return kind.filter(each -> each == Kind.QUEUED ? words.size() == 1 : run.isPresent())
                .map(each -> new RunSignal(each, run));
    }

    private static String wireName(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
