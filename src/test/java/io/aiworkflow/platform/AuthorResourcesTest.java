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
