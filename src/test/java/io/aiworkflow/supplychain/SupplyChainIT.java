package io.aiworkflow.supplychain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar that was just built holds what its list says, and nothing with a known hole that nobody has thought about. */
class SupplyChainIT {
    /** Boot's packager adds it after the list was made; it is of the same version as Boot. */
    private static final String ADDED_BY_THE_PACKAGER = "spring-boot-jarmode-tools-";

    private static ApplicationJar application;
    private static SupplyChainRules rules;

    @BeforeAll
    static void read() throws IOException {
        application = ApplicationJar.read(Path.of("target/ai-workflow-engine.jar"));
        rules = SupplyChainRules.load();
    }

    @Test
    void everyJarIsInTheList() {
        needsNetwork();
        assertThat(application.jars()).hasSizeGreaterThan(100);
        assertThat(application.unlisted())
                .as("jars that are not in the list of components")
                .allMatch(jar -> jar.equals(ADDED_BY_THE_PACKAGER + boot() + ".jar"));
    }

    @Test
    void nothingIsBelowItsFloorWithoutAnException() {
        assertThat(rules.belowFloor(application.libraries())).isEmpty();
    }

    @Test
    void everyExceptionIsStillNeeded() {
        assertThat(rules.needlessExceptions(application.libraries())).isEmpty();
    }

    @Test
    void nothingForbiddenIsOnTheClassPath() {
        assertThat(rules.notAllowed(application.libraries())).isEmpty();
    }

    @Test
    void nothingOfCamelIsThereButWhatIsNeeded() {
        Set<String> camel = application.libraries().stream()
                .map(Artifact::name)
                .filter(name -> name.startsWith("camel-"))
                .collect(Collectors.toSet());
        assertThat(camel).containsExactlyInAnyOrderElementsOf(rules.camel());
    }

    @Test
    void theEngineUsesNoClassThatAnExceptionRulesOut() {
        Set<String> ruledOut = Set.copyOf(rules.guards(FloorException.Guard.Kind.CLASS));
        Set<String> found = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.aiworkflow")) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getName())
                    .filter(ruledOut::contains)
                    .forEach(used -> found.add(type.getName() + " uses " + used));
        }
        assertThat(found).isEmpty();
    }

    @Test
    void noSourceAndNoRouteHoldsWhatAnExceptionRulesOut() throws IOException {
        List<String> ruledOut = rules.guards(FloorException.Guard.Kind.TEXT);
        List<String> found = new ArrayList<>();
        for (Path file : files("src/main", "routes")) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            ruledOut.stream().filter(text::contains).forEach(part -> found.add(file + " holds " + part));
        }
        assertThat(found).isEmpty();
    }

    /** Maven makes the list only when it may use the network. */
    private static void needsNetwork() {
        boolean offline = Boolean.getBoolean("build.offline");
        if (offline) {
            System.out.println("SupplyChainIT does not check the list of jars: Maven is offline");
        }
        assumeThat(offline).isFalse();
    }

    private static String boot() {
        return application.libraries().stream()
                .filter(library -> library.name().equals("spring-boot"))
                .findFirst()
                .orElseThrow()
                .version();
    }

    private static Set<Path> files(String... folders) throws IOException {
        Set<Path> files = new TreeSet<>();
        for (String folder : folders) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                files.addAll(all.filter(Files::isRegularFile).collect(Collectors.toSet()));
            }
        }
        return files;
    }
}
