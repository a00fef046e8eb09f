package io.aiworkflow.platform.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.ConfigurableEnvironment;

class MasterKeysTest {
    private static final String ONE = "9dXSLJgbAz9f1HfKxCKH7ZjGoVXMGx0vvTS0GWn0a4E=";
    private static final String TWO = "w3mYyLw1kL1mTjYVQhiWq5pIlGPBB6ukMSFDxZbmY8Y=";

    @TempDir
    Path secrets;

    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(strings = {" %s %s ", "%s\n%s\n", "%s,%s", "# of 2025\n%s\n\n%s # since today\n", "%s\r\n%s"})
    void readsSeveralKeysOfWhichTheLastIsTheNewest(String form) {
        List<MasterKey> keys = MasterKey.parseAll(form.formatted(ONE, TWO));

        assertThat(keys).extracting(MasterKey::id).containsExactly(id(ONE), id(TWO));
    }

    @Test
    void theIdIsThatOfTheKeyHoweverItIsWritten() {
        assertThat(id(ONE.replace('+', '-').replace('/', '_').replace("=", ""))).isEqualTo(id(ONE));
        assertThat(id(TWO)).isNotEqualTo(id(ONE));
    }

    @Test
    void showsNothingOfAKeyInMessagesAndTexts() {
        assertThatThrownBy(() -> MasterKey.parseAll(ONE + "!"))
                .hasMessageContaining("key 1")
                .hasMessageNotContaining(ONE.substring(0, 8))
                .hasNoCause();
        assertThatThrownBy(() -> MasterKey.parseAll(ONE + " " + ONE))
                .hasMessageContaining("twice")
                .hasMessageNotContaining(ONE);
        assertThat(MasterKey.parseAll(ONE).toString()).doesNotContain(ONE.substring(0, 8));
        assertThat(new SecretsProperties(List.of(), ONE, Duration.ofMinutes(10), 100).toString())
                .doesNotContain(ONE);
    }

    @Test
    void withoutAKeyOneIsMadeThatOnlyTheOwnerCanRead() throws IOException {
        MasterKeys made = MasterKeys.open(environment(), data);

        Path file = data.resolve("master.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(MasterKeys.open(environment(), data).newest().id())
                .isEqualTo(made.newest().id())
                .isEqualTo(id(Files.readString(file)));
    }

    @Test
    void aKeyThatIsGivenLaterSealsAndTheMadeOneStillOpens() {
        String made = MasterKeys.open(environment(), data).newest().id();

        MasterKeys keys = MasterKeys.open(
                new PreparedSettings(secrets).variable("MASTER_KEY", ONE).prepare(), data);

        assertThat(keys.newest().id()).isEqualTo(id(ONE));
        assertThat(keys.find(made)).isPresent();
    }

    @Test
    void theMadeKeyCanBecomeTheGivenOne() throws IOException {
        MasterKeys.open(environment(), data);
        String text = Files.readString(data.resolve("master.key"));

        MasterKeys keys = MasterKeys.open(
                new PreparedSettings(secrets).secretFile("master_key.txt", text).prepare(), data);

        assertThat(keys.toString()).isEqualTo("[master key %s]".formatted(id(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "half of a k"})
    void aBrokenFileIsNeverReplacedByAnotherKey(String text) throws IOException {
        Path file = Files.writeString(data.resolve("master.key"), text);

        assertThatThrownBy(() -> MasterKeys.open(environment(), data))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("master.key");
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void whatAProcessLeftThatDiedWhileItMadeAKeyIsNoHindrance() throws IOException {
        Files.writeString(data.resolve("master.key.half"), "half of a k");
        Files.writeString(data.resolve("master.key.lock"), "");

        assertThat(MasterKeys.open(environment(), data).newest()).isNotNull();
    }

    @Test
    void aFolderThatCannotBeWrittenIsExplained() throws IOException {
        Path file = Files.writeString(data.resolve("file"), "");

        assertThatThrownBy(() -> MasterKeys.open(environment(), file.resolve("data")))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.action()).contains("MASTER_KEY"));
    }

    @Test
    void processesThatStartTogetherMakeOneKey() throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KeyMaker.class.getName(),
                            data.toString())
                    .redirectErrorStream(true)
                    .start());
        }
        Set<String> ids = new HashSet<>();
        for (Process process : processes) {
            String output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor()).as(output).isZero();
            ids.add(output.lines()
                    .filter(line -> line.startsWith("key "))
                    .findFirst()
                    .orElseThrow());
        }

        assertThat(ids).containsExactly("key " + id(Files.readString(data.resolve("master.key"))));
    }

    /** A process of the engine, as far as the key is concerned. */
    static final class KeyMaker {
        public static void main(String[] arguments) {
            System.out.println("key "
                    + new GeneratedKeyFile(Path.of(arguments[0])).readOrMake().id());
        }
    }

    private ConfigurableEnvironment environment() {
        return new PreparedSettings(secrets).prepare();
    }

    private static String id(String key) {
        return MasterKey.parseAll(key).get(0).id();
    }
}
