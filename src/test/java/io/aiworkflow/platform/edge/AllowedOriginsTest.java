package io.aiworkflow.platform.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.StartRefused;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {
    private static final URI PUBLIC = URI.create("https://Engine.example.org/");

    @Test
    void listsExactlyWhatWasListed() {
        AllowedOrigins origins =
                AllowedOrigins.of(List.of("https://app.example.org", " http://localhost:5173 ", ""), PUBLIC);
        assertThat(List.of("https://app.example.org", "http://localhost:5173")).allMatch(origins::isListed);
        assertThat(List.of(
                        "https://app.example.org.evil.com",
                        "https://evilapp.example.org",
                        "http://app.example.org",
                        "https://app.example.org:444",
                        "https://sub.app.example.org",
                        "HTTPS://app.example.org",
                        "null",
                        ""))
                .noneMatch(origins::isListed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "https://*.example.org",
                "null",
                "app.example.org",
                "https://app.example.org/",
                "https://app.example.org/path",
                "https://App.example.org",
                "https://app.example.org:443",
                "http://app.example.org:80",
                "ftp://app.example.org",
                "https://user@app.example.org"
            })
    void refusesToStartWithWhatIsNoSingleOrigin(String origin) {
        assertThatThrownBy(() -> AllowedOrigins.of(List.of(origin), PUBLIC))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("CORS_ALLOWED_ORIGINS")
                .hasMessageContaining(origin);
    }

    @ParameterizedTest
    @CsvSource({
        "https://engine.example.org, http, anything.example.org, true",
        "http://127.0.0.1:8000, http, 127.0.0.1:8000, true",
        "http://localhost:8000, http, localhost:8000, true",
        "https://localhost, https, localhost, true",
        "http://[::1]:8000, http, [::1]:8000, true",
        "http://localhost:8001, http, localhost:8000, false",
        "https://localhost:8000, http, localhost:8000, false",
        "http://evil.example.org:8000, http, evil.example.org:8000, false",
        "http://evil.localhost.example.org, http, evil.localhost.example.org, false",
        "null, http, 127.0.0.1:8000, false",
        "'', http, '', false"
    })
    void knowsItsOwnPagesAlsoFromNamesThatOthersMadeLeadHere(String origin, String scheme, String host, boolean own) {
        assertThat(AllowedOrigins.of(List.of(), PUBLIC).isOwn(origin, scheme, host))
                .isEqualTo(own);
    }
}
