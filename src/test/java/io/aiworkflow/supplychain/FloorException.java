package io.aiworkflow.supplychain;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A version below its floor that is used nevertheless, and what is done about it. */
record FloorException(String artifact, String version, Set<String> advisories, List<Guard> guards, String control) {

    static FloorException parse(String line) {
        String[] fields = line.split(",", 5);
        if (fields.length < 5) {
            throw new IllegalArgumentException("not an exception: " + line);
        }
        List<Guard> guards = fields[3].equals("-")
                ? List.of()
                : Arrays.stream(fields[3].split(" ")).map(Guard::parse).toList();
        return new FloorException(fields[0], fields[1], Set.of(fields[2].split(" ")), guards, fields[4]);
    }

    boolean isAbout(Artifact found, String advisory) {
        return found.matches(artifact) && found.version().equals(version) && advisories.contains(advisory);
    }

    /** Something that must not be there for the control to hold. */
    record Guard(Kind kind, String name) {
        enum Kind {
            CLASS,
            ARTIFACT,
            TEXT
        }

        static Guard parse(String text) {
            int colon = text.indexOf(':');
            return new Guard(Kind.valueOf(text.substring(0, colon).toUpperCase()), text.substring(colon + 1));
        }
    }
}
