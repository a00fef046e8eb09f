package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "jwt_secret.txt, JWT_SECRET_KEY",
        "jwt_secret, JWT_SECRET_KEY",
        "JWT_SECRET_KEY, JWT_SECRET_KEY",
        "db_password.txt, POSTGRES_PASSWORD",
        "google_api_key.txt, GOOGLE_API_KEY",
        "google_client_secret.txt, GOOGLE_CLIENT_SECRET",
        "redis_password.txt, REDIS_PASSWORD",
        "qdrant-api-key.txt, QDRANT_API_KEY",
        "master_key.txt, MASTER_KEY",
        "database_url, DATABASE_URL",
    })
    void theNameTellsTheSetting(String fileName, String setting) {
        assertThat(SettingNames.ofFile(fileName)).contains(setting);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"README.md", ".gitkeep", "db_password.txt~", "db_password.txt.bak", "..data", "kubernetes.io"})
    void otherFilesAreNoSecrets(String fileName) {
        assertThat(SettingNames.ofFile(fileName)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\n\n"})
    void lineEndsBehindTheSecretAreNoPartOfIt(String end) throws IOException {
        assertThat(read("first\nsecond" + end).text()).contains("first\nsecond");
        assertThat(read(" spaces stay " + end).text()).contains(" spaces stay ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rw-------", "r--r-----", "rw-r-----"})
    void acceptsFilesThatOnlyTheOwnerAndAGroupCanRead(String mode) throws IOException {
        assertThat(read("secret", mode).finding()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-rw----", "rwx------", "rw-r-x---", "rw-----w-", "rwxrwxrwx"})
    void refusesWiderModesInProductionAndUsesTheSecretElsewhere(String mode) throws IOException {
        SecretFile file = read("topsecret", mode);

        assertThat(file.text()).contains("topsecret");
        assertThat(file.finding()).hasValueSatisfying(finding -> {
            assertThat(finding.refuses(true)).isTrue();
            assertThat(finding.refuses(false)).isFalse();
            assertThat(finding.problem()).contains(mode, "rw-r-----").doesNotContain("topsecret");
        });
    }

    @Test
    void whatCannotBeUsedIsReportedWithItsReason() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Path large = Files.writeString(folder.resolve("large"), "x".repeat(65 * 1024));
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        Path gone = Files.createSymbolicLink(folder.resolve("gone"), folder.resolve("nowhere"));
        Path madeByDocker = Files.createDirectory(folder.resolve("made"));

        assertThat(List.of(binary, large, empty, gone, madeByDocker))
                .extracting(path -> SecretFile.read("MASTER_KEY", path))
                .allSatisfy(file -> {
                    assertThat(file.text()).isEmpty();
                    assertThat(file.finding().orElseThrow().refuses(true)).isTrue();
                    assertThat(file.finding().orElseThrow().refuses(false)).isFalse();
                })
                .extracting(file -> file.finding().orElseThrow().problem())
                .satisfiesExactly(
                        problem -> assertThat(problem).contains("is not text in UTF-8"),
                        problem -> assertThat(problem).contains("is larger than 64 KiB"),
                        problem -> assertThat(problem).contains("is empty"),
                        problem -> assertThat(problem).contains("cannot be read (NoSuchFileException)"),
                        problem -> assertThat(problem).contains("is a folder; Docker makes one"));
    }

    @Test
    void followsLinksAsOrchestratorsUseThem() throws IOException {
        Path real = write("secret", "r--------");
        Path link = Files.createSymbolicLink(folder.resolve("db_password"), real);

        SecretFile file = SecretFile.read("POSTGRES_PASSWORD", link);

        assertThat(file.text()).contains("secret");
        assertThat(file.finding()).isEmpty();
    }

    @Test
    void foldersBesideTheSecretsAreLeftAloneUnlessTheyTakeThePlaceOfOne() throws IOException {
        Files.createDirectory(folder.resolve("kubernetes.io"));
        Files.createDirectory(folder.resolve("rhsm"));
        assertThat(read().findings()).isEmpty();

        Files.createDirectory(folder.resolve("master_key"));
        Files.createDirectory(folder.resolve("other.txt"));
        assertThat(read().findings()).hasSize(2);
    }

    @Test
    void twoFilesForOneSettingAreReported() throws IOException {
        write("db_password", "one", "rw-------");
        write("postgres_password.txt", "two", "rw-------");

        SecretFiles files = read();

        assertThat(files.files().get("POSTGRES_PASSWORD").text()).contains("one");
        assertThat(files.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.refuses(true)).isTrue();
            assertThat(finding.problem()).contains("db_password", "postgres_password.txt");
        });
    }

    @Test
    void aFolderThatEverybodyMayWriteIntoIsReported() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(read().findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.refuses(true)).isTrue());
    }

    @Test
    void aFolderThatWasNamedMustExist() {
        Path missing = folder.resolve("missing");

        assertThat(SecretFiles.read(List.of(missing), false, Set.of()).findings())
                .isEmpty();
        assertThat(SecretFiles.read(List.of(missing), true, Set.of()).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("missing does not exist"));
    }

    @Test
    void showsNoSecretAsText() throws IOException {
        assertThat(read("topsecret").toString()).doesNotContain("topsecret");
        assertThat(new SecretFileSource(read()).toString()).doesNotContain("topsecret");
    }

    private SecretFiles read() {
        return SecretFiles.read(List.of(folder), true, Set.of("MASTER_KEY", "POSTGRES_PASSWORD"));
    }

    private SecretFile read(String text) throws IOException {
        return read(text, "rw-------");
    }

    private SecretFile read(String text, String mode) throws IOException {
        return SecretFile.read("MASTER_KEY", write(text, mode));
    }

    private Path write(String text, String mode) throws IOException {
        return write("secret-file", text, mode);
    }

    private Path write(String name, String text, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
