package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:11434,http://127.0.0.1:11434",
        "http://127.0.0.1:11434/,http://127.0.0.1:11434",
        "HTTPS://models.example.org/ollama//,https://models.example.org/ollama",
        "http://[::1]:11434,http://[::1]:11434",
        "http://u:p@host:1/x?q=1,http://host:1/x",
        "' http://host ',http://host",
    })
    void keepsWhatMayBeShown(String text, String url) {
        assertThat(ServerAddress.parse(text).url()).isEqualTo(url);
        assertThat(ServerAddress.parse(text)).hasToString(url);
    }

    @Test
    void takesCredentialsOut() {
        assertThat(ServerAddress.parse("http://u:p@host").authorization()).isEqualTo("Basic dTpw");
        assertThat(ServerAddress.parse("http://u@host").authorization()).isEqualTo("Basic dTo=");
        assertThat(ServerAddress.parse("http://host").authorization()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:11434", "ftp://host", "http://", "http:///x", "http://u:sec ret@host", "", "x"})
    void refusesOthersWithoutRepeatingThem(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OLLAMA_BASE_URL")
                .hasMessageNotContaining("ret@host")
                .hasNoCause();
    }
}
