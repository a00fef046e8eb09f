package io.aiworkflow.supplychain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** What is demanded of the libraries in the jar. Everything that it finds wrong names the jar, the rule and the way out. */
record SupplyChainRules(
        List<Floor> floors, List<FloorException> exceptions, List<String> forbidden, List<String> camel) {

    /** The rules of the project. */
    static SupplyChainRules load() throws IOException {
        return new SupplyChainRules(
                lines("floors.csv", Floor::parse),
                lines("exceptions.csv", FloorException::parse),
                lines("forbidden.txt", line -> line),
                lines("camel.txt", line -> line));
    }

    /** Libraries with holes that no exception tells of. */
    List<String> belowFloor(List<Artifact> libraries) {
        TreeSet<String> found = new TreeSet<>();
        for (Artifact library : grouped(libraries)) {
            for (Floor floor : floors) {
                for (String advisory : open(library, floor)) {
                    if (exceptions.stream().noneMatch(exception -> exception.isAbout(library, advisory))) {
                        found.add("%s is below %s (%s: %s); raise it, or write down in exceptions.csv why it may stay"
                                .formatted(library, floor.safe(), advisory, floor.what()));
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /** Exceptions for what is not there any more. */
    List<String> needlessExceptions(List<Artifact> libraries) {
        List<String> found = new ArrayList<>();
        for (FloorException exception : exceptions) {
            for (String advisory : exception.advisories()) {
                boolean needed = grouped(libraries).stream()
                        .filter(library -> exception.isAbout(library, advisory))
                        .anyMatch(library -> floors.stream()
                                .anyMatch(floor -> open(library, floor).contains(advisory)));
                if (!needed) {
                    found.add("the exception for %s %s (%s) is not needed any more; remove it"
                            .formatted(exception.artifact(), exception.version(), advisory));
                }
            }
        }
        return found;
    }

    /** Libraries that must not be there, and those whose absence an exception relies on. */
    List<String> notAllowed(List<Artifact> libraries) {
        List<String> patterns = new ArrayList<>(forbidden);
        guards(FloorException.Guard.Kind.ARTIFACT).forEach(patterns::add);
        return libraries.stream()
                .filter(library -> patterns.stream().anyMatch(library::matches))
                .map(library -> library + " must not be on the class path; see forbidden.txt and exceptions.csv")
                .distinct()
                .toList();
    }

    /** What must not be used or written for the exceptions to hold. */
    List<String> guards(FloorException.Guard.Kind kind) {
        return exceptions.stream()
                .flatMap(exception -> exception.guards().stream())
                .filter(guard -> guard.kind() == kind)
                .map(FloorException.Guard::name)
                .distinct()
                .toList();
    }

    private List<Artifact> grouped(List<Artifact> libraries) {
        List<String> patterns = floors.stream().map(Floor::artifact).toList();
        return libraries.stream().map(library -> library.grouped(patterns)).toList();
    }

    private static List<String> open(Artifact library, Floor floor) {
        return library.matches(floor.artifact()) && floor.isBelow(library.version())
                ? List.copyOf(floor.advisories())
                : List.of();
    }

    private static <T> List<T> lines(String file, Function<String, T> parse) throws IOException {
        try (InputStream in = SupplyChainRules.class.getResourceAsStream("/supply-chain/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(parse)
                    .toList();
        }
    }
}
