package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDepthTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1                 | false",
                "[[1]]             | false",
                "[{\"a\":[1]}]     | true",
                "[[[               | true",
                "[[],[],[[]]]      | true",
                "[[],[],[]]        | false",
                "\"[[[[\"          | false",
                "\"\\\"[[[\"       | false",
                "[\"\\\\\",[[      | true",
                "]]]][[[           | false"
            })
    void countsWhatIsNotText(String json, boolean exceeds) {
        assertThat(JsonDepth.exceeds(json.getBytes(StandardCharsets.UTF_8), 2)).isEqualTo(exceeds);
    }
}
