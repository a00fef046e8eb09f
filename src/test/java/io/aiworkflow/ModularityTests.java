package io.aiworkflow;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which module may use which. A new arrow needs a line here, and with it a thought. */
class ModularityTests {
    private static final String BASE = "io.aiworkflow";
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("failure", Set.of()),
            Map.entry("platform", Set.of("failure")),
            Map.entry("model", Set.of("failure", "platform")),
            Map.entry("agent", Set.of("failure", "platform", "workflow", "model")),
            Map.entry("egress", Set.of("failure", "platform")),
            Map.entry("connections", Set.of("failure", "platform", "egress")),
            Map.entry("destinations", Set.of("failure", "platform")),
            Map.entry("knowledge", Set.of("failure", "platform")),
            Map.entry("identity", Set.of("failure", "platform")),
            Map.entry("workflow", Set.of("failure", "platform")),
            Map.entry("waiting", Set.of("failure", "platform", "workflow")),
            Map.entry("run", Set.of("failure", "platform", "workflow")),
            Map.entry(
                    "routing",
                    Set.of("failure", "platform", "workflow", "waiting", "connections", "egress", "destinations")),
            Map.entry("worker", Set.of("failure", "platform", "workflow", "waiting", "run", "destinations")),
            Map.entry("operations", Set.of("failure", "platform", "workflow", "intake")),
            Map.entry("usage", Set.of("failure", "platform", "model")),
            Map.entry("trace", Set.of("failure", "platform", "workflow", "run", "usage")),
            Map.entry("console", Set.of("failure", "platform", "workflow", "run", "model")),
            Map.entry("intake", Set.of("failure", "platform", "workflow", "run", "routing", "model", "usage", "trace")),
            Map.entry(
                    "documents",
                    Set.of("failure", "platform", "model", "connections", "knowledge", "workflow", "run", "intake")),
            Map.entry("chat", Set.of("failure", "platform", "model", "knowledge", "workflow", "intake")),
            Map.entry("access", Set.of("failure", "platform", "workflow", "run", "routing", "identity", "intake")),
            Map.entry("schedule", Set.of("failure", "platform", "workflow", "run", "identity", "intake")),
            Map.entry(
                    "maintenance",
                    Set.of(
                            "failure",
                            "platform",
                            "workflow",
                            "routing",
                            "run",
                            "worker",
                            "model",
                            "usage",
                            "knowledge",
                            "chat",
                            "identity",
                            "intake",
                            "console",
                            "operations")),
            Map.entry("ui", Set.of("failure", "platform", "workflow", "run", "routing", "trace")),
            Map.entry("samples", Set.of()));

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    @Test
    void modulesUseOnlyWhatIsBelowThem() {
        Set<String> found = new TreeSet<>();
        Set<String> allowed = new TreeSet<>();
        for (JavaClass source : classes) {
            source.getDirectDependenciesFromSelf().forEach(dependency -> {
                String from = module(source);
                String to = module(dependency.getTargetClass());
                if (from != null && to != null && !from.equals(to)) {
                    found.add(from + " -> " + to);
                }
            });
        }
        ALLOWED.forEach((from, targets) -> targets.forEach(to -> allowed.add(from + " -> " + to)));
        assertThat(allowed).containsAll(found);
    }

    @Test
    void everyModuleIsListedHereAndTellsWhatItIs() {
        Set<String> modules = classes.stream()
                .map(ModularityTests::module)
                .filter(module -> module != null)
                .collect(Collectors.toSet());
        assertThat(ALLOWED.keySet()).containsExactlyInAnyOrderElementsOf(modules);
        assertThat(modules)
                .allSatisfy(module -> assertThat(
                                java.nio.file.Path.of("src/main/java/io/aiworkflow", module, "package-info.java"))
                        .exists());
    }

    @Test
    void noModulesUseEachOtherInACircle() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void onlyTheApplicationIsAtTheRoot() {
        classes()
                .that()
                .resideInAPackage(BASE)
                .should()
                .haveSimpleName("EngineApplication")
                .check(classes.that(resideInAPackage(BASE)));
    }

    private static String module(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(BASE + ".")) {
            return null;
        }
        return name.substring(BASE.length() + 1).split("\\.")[0];
    }
}
