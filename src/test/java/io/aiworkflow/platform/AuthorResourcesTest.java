package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorResourcesTest {
    @TempDir
    private Path routes;

    private AuthorResources resources;

    @BeforeEach
    void createFolder() throws IOException {
        Files.createDirectory(routes.resolve("schemas"));
        resources = new AuthorResources(new RoutesProperties(routes));
    }

    @Test
    void readsAnEditedFileAnew() throws IOException {
        Files.writeString(routes.resolve("schemas/note.json"), "one");
        assertThat(resources.read("schemas/note.json")).isEqualTo("one");

        Files.writeString(routes.resolve("schemas/note.json"), "two");
        assertThat(resources.read("schemas/note.json")).isEqualTo("two");
    }

    @Test
    void findsWhatWorkflowsInJavaBringAlong() throws IOException {
        assertThat(resources.read("schemas/text-statistics.input.json")).contains("\"text\"");

        Files.writeString(routes.resolve("schemas/text-statistics.input.json"), "replaced");
        assertThat(resources.read("schemas/text-statistics.input.json")).isEqualTo("replaced");
    }

    @Test
    void followsNoLinks(@TempDir Path elsewhere) throws IOException {
        Path secret = Files.writeString(elsewhere.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(routes.resolve("schemas/linked.json"), secret);
        Files.createSymbolicLink(routes.resolve("prompts"), elsewhere);

        assertThatThrownBy(() -> resources.read("schemas/linked.json")).hasMessageContaining("is a link");
        assertThatThrownBy(() -> resources.read("prompts/secret.txt")).hasMessageContaining("is a link");
    }

    @Test
    void readsNothingThatIsTooLarge() throws IOException {
        Files.writeString(routes.resolve("schemas/large.json"), " ".repeat(1024 * 1024 + 1));
        assertThatThrownBy(() -> resources.read("schemas/large.json")).hasMessageContaining("larger than 1024 KiB");
    }

    @Test
    void namesTheMissingFile() {
        assertThatThrownBy(() -> resources.read("schemas/none.json"))
                .hasMessageContaining(routes.resolve("schemas/none.json").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "schemas/../x",
                "schemas/",
                "/etc/passwd",
                "other/x.json",
                "schemas/a/b.json",
                "schemas/.x"
            })
    void staysInItsFolders(String name) {
        assertThatThrownBy(() -> resources.read(name)).hasMessageContaining("is not a resource name");
    }
}
