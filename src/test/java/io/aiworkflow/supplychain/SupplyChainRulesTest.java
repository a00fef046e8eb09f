package io.aiworkflow.supplychain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupplyChainRulesTest {
    private static final String NONE = "{\"components\": []}";

    @TempDir
    Path directory;

    @Test
    void aPlantedOldJarIsFound() throws IOException {
        ApplicationJar application = packaged(NONE, "commons-text-1.9.jar", jar());
        assertThat(SupplyChainRules.load().belowFloor(application.libraries()))
                .singleElement()
                .asString()
                .contains("commons-text 1.9 in commons-text-1.9.jar", "[1.10.0]", "CVE-2022-42889");
        assertThat(application.unlisted()).containsExactly("commons-text-1.9.jar");
    }

    @Test
    void anOldLibraryThatIsHiddenInAnotherJarIsFound() throws IOException {
        ApplicationJar application =
                packaged(NONE, "tools-7.jar", jar("org.apache.logging.log4j", "log4j-core", "2.14.1"));
        assertThat(SupplyChainRules.load().belowFloor(application.libraries()))
                .hasSize(4)
                .allMatch(finding ->
                        finding.startsWith("org.apache.logging.log4j:log4j-core 2.14.1 in tools-7.jar is below"));
    }

    @Test
    void aForbiddenComponentIsFound() throws IOException {
        ApplicationJar application = packaged(
                NONE,
                "camel-exec-starter-4.17.0.jar",
                jar("org.apache.camel.springboot", "camel-exec-starter", "4.17.0"));
        assertThat(SupplyChainRules.load().notAllowed(application.libraries())).isNotEmpty();
    }

    @Test
    void aListedJarIsKnownByItsNameVersionAndClassifier() throws IOException {
        String list = """
                {"components": [{"group": "io.netty", "name": "netty-codec", "version": "4.1.135.Final"},
                                {"group": "x", "name": "native", "version": "1.0"}]}""";
        assertThat(packaged(list, "netty-codec-4.1.135.Final.jar", jar()).unlisted())
                .isEmpty();
        assertThat(packaged(list, "native-1.0-linux.jar", jar()).unlisted()).isEmpty();
        assertThat(packaged(list, "netty-codec-4.1.134.Final.jar", jar()).unlisted())
                .hasSize(1);
    }

    @Test
    void withoutAListNoJarIsListed() throws IOException {
        assertThat(packaged(null, "a-1.jar", jar()).unlisted()).containsExactly("a-1.jar");
    }

    @Test
    void aJarOfAnUnknownGroupIsOfTheOneThatItsNameFitsBest() {
        SupplyChainRules rules = new SupplyChainRules(
                List.of(Floor.parse("a:spring-*,6.2,CVE-1,bad"), Floor.parse("b:spring-boot*,3.5,CVE-2,bad")),
                List.of(),
                List.of(),
                List.of());
        assertThat(rules.belowFloor(List.of(new Artifact("", "spring-boot-tools", "3.5.1", "x.jar"))))
                .isEmpty();
        assertThat(rules.belowFloor(List.of(new Artifact("", "spring-core", "3.5.1", "x.jar"))))
                .singleElement()
                .asString()
                .startsWith("a:spring-core 3.5.1");
    }

    @Test
    void anExceptionIsForOneVersionAndItsAdvisories() {
        SupplyChainRules rules = new SupplyChainRules(
                List.of(Floor.parse("a:b*,2.0,CVE-1 CVE-2,it is bad")),
                List.of(FloorException.parse("a:b*,1.5,CVE-1,-,it is not used, at all")),
                List.of(),
                List.of());
        Artifact excepted = new Artifact("a", "b", "1.5", "b.jar");
        Artifact other = new Artifact("a", "bc", "1.4", "bc.jar");
        assertThat(rules.belowFloor(List.of(excepted)))
                .singleElement()
                .asString()
                .contains("CVE-2");
        assertThat(rules.belowFloor(List.of(other))).hasSize(2);
        assertThat(rules.needlessExceptions(List.of(excepted))).isEmpty();
        assertThat(rules.needlessExceptions(List.of(other)))
                .containsExactly("the exception for a:b* 1.5 (CVE-1) is not needed any more; remove it");
    }

    @ParameterizedTest
    @CsvSource({
        "4.17.0, true",
        "4.18.3, true",
        "4.18.4, false",
        "4.18.10, false",
        "4.14.9, false",
        "4.14.8, true",
        "4.19.0, true",
        "4.22.0, false",
        "4.22.0-SNAPSHOT, true",
        "5.0.0, false",
        "4.22, false"
    })
    void eachLineOfReleasesHasAFloorOfItsOwn(String version, boolean below) {
        assertThat(Floor.parse("a:b,4.14.9 4.18.4 4.22.0,CVE-1,bad").isBelow(version))
                .isEqualTo(below);
    }

    @ParameterizedTest
    @CsvSource({
        "17.12 18.7, 17.11.0, true",
        "17.12 18.7, 17.13.0, false",
        "4.1.133.Final, 4.1.75.Final, true",
        "4.1.133.Final, 4.1.135.Final, false",
        "1.10.0, 1.10.0-beta18, true",
        "1.10.0, 1.11.0-beta18, false"
    })
    void versionsOfEverySpellingAreCompared(String safe, String version, boolean below) {
        assertThat(Floor.parse("a:b,%s,CVE-1,bad".formatted(safe)).isBelow(version))
                .isEqualTo(below);
    }

    private ApplicationJar packaged(String list, String name, byte[] library) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        entries.put("BOOT-INF/lib/" + name, library);
        if (list != null) {
            entries.put("META-INF/sbom/application.cdx.json", list.getBytes(StandardCharsets.UTF_8));
        }
        Path file = directory.resolve("application.jar");
        try (OutputStream out = Files.newOutputStream(file)) {
            zip(out, entries);
        }
        return ApplicationJar.read(file);
    }

    private static byte[] jar() throws IOException {
        return bytes(Map.of("META-INF/MANIFEST.MF", new byte[0]));
    }

    private static byte[] jar(String group, String name, String version) throws IOException {
        String properties = "groupId=%s\nartifactId=%s\nversion=%s\n".formatted(group, name, version);
        return bytes(Map.of(
                "META-INF/maven/%s/%s/pom.properties".formatted(group, name),
                properties.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] bytes(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        zip(out, entries);
        return out.toByteArray();
    }

    private static void zip(OutputStream out, Map<String, byte[]> entries) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (var entry : entries.entrySet()) {
            zip.putNextEntry(new ZipEntry(entry.getKey()));
            zip.write(entry.getValue());
            zip.closeEntry();
        }
        zip.finish();
    }
}
