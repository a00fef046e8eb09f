package io.aiworkflow.egress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The addresses of egress/address-tricks.txt, all of which lead to a trap or into a network of somebody's own. */
final class AddressTricks {
    private static final Path FILE = Path.of("src/test/resources/egress/address-tricks.txt");

    private AddressTricks() {}

    static List<String> at(Trap trap) {
        try {
            return Files.readAllLines(FILE).stream()
                    .filter(line -> !line.startsWith("##"))
                    .map(line ->
                            line.replace("PORT", String.valueOf(trap.port())).replace("OWN", trap.ownAddress()))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the names lead that the addresses hold. */
    static FakeNetwork names() {
        return new FakeNetwork()
                .then("localhost", "127.0.0.1", "::1")
                .then("private.test", "127.0.0.1")
                .then("six.test", "::1")
                .then("mapped.test", "::ffff:127.0.0.1")
                .then("mixed.test", "93.184.215.14", "127.0.0.1")
                .then("zero.test", "0.0.0.0")
                .then("link-local.test", "169.254.169.254")
                .then("translated.test", "64:ff9b::127.0.0.1")
                .then("metadata", "93.184.215.14")
                .then("metadata.google.internal", "93.184.215.14");
    }
}
