package io.aiworkflow;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.aiworkflow.failure.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Conventions of the code that a reader can rely on. */
@AnalyzeClasses(packages = "io.aiworkflow", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final int LONGEST_FILE = 300;

    @ArchTest
    static final ArchRule namesTellTheNature =
            noClasses().should().haveNameMatching(".*(Impl|Util|Utils|Helper|Manager)(\\$.*)?");

    @ArchTest
    static final ArchRule settingsAreRecords = classes()
            .that()
            .areAnnotatedWith(ConfigurationProperties.class)
            .should()
            .beRecords()
            .andShould()
            .haveSimpleNameEndingWith("Properties");

    @ArchTest
    static final ArchRule settingsAreNotScattered =
            noFields().should().beAnnotatedWith(Value.class).allowEmptyShould(true);

    @ArchTest
    static final ArchRule failuresAreOfOneKind = classes()
            .that()
            .areAssignableTo(Exception.class)
            .and()
            .resideInAnyPackage("..model..", "..knowledge..")
            .and(describe(
                    "are not private",
                    (JavaClass type) ->
                            !type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PRIVATE)))
            .should()
            .beAssignableTo(EngineException.class)
            .orShould()
            .bePackagePrivate();

    @ArchTest
    static final ArchRule runsDoNotKnowCamel = noClasses()
            .that()
            .resideInAPackage("..run..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule sqlIsInRepositories = noClasses()
            .that()
            .haveSimpleNameNotStartingWith("Jdbc")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.jdbc.core.simple.JdbcClient");

    @ArchTest
    static final ArchRule injectionIsByConstructor = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule loggingIsSlf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule nothingIsPrinted = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @Test
    void noSourceFileIsTooLongToRead() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> tooLong = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> lines(file) > LONGEST_FILE)
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
