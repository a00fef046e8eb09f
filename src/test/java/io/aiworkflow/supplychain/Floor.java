package io.aiworkflow.supplychain;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The first versions of an artifact in which some holes are closed. */
record Floor(String artifact, List<Version> safe, Set<String> advisories, String what) {

    static Floor parse(String line) {
        String[] fields = line.split(",", 4);
        if (fields.length < 4) {
            throw new IllegalArgumentException("not a floor: " + line);
        }
        return new Floor(
                fields[0],
                Arrays.stream(fields[1].split(" ")).map(Version::of).sorted().toList(),
                Set.of(fields[2].split(" ")),
                fields[3]);
    }

    boolean isBelow(String version) {
        Version actual = Version.of(version);
        return actual.compareTo(safe.get(safe.size() - 1)) < 0
                && safe.stream().noneMatch(first -> actual.isOfLine(first) && actual.compareTo(first) >= 0);
    }
}
