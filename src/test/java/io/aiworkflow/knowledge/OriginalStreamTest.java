package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OriginalStreamTest {
    private final byte[] content = new byte[3 * OriginalStream.PIECE + 7];
    private final List<Long> asked = new ArrayList<>();

    OriginalStreamTest() {
        new Random(7).nextBytes(content);
    }

    private byte[] first() {
        return Arrays.copyOf(content, OriginalStream.PIECE);
    }

    private Optional<byte[]> piece(long offset, int most) {
        asked.add(offset);
        return Optional.of(Arrays.copyOfRange(content, (int) offset, Math.min(content.length, (int) offset + most)));
    }

    @Test
    void givesTheWholeContentAndReadsNoPieceBeforeItIsWanted() throws IOException {
        try (OriginalStream stream = new OriginalStream(first(), this::piece, content.length)) {
            assertThat(stream.read()).isEqualTo(content[0] & 0xFF);
            assertThat(asked).isEmpty();
            assertThat(stream.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 1, content.length));
            assertThat(stream.read()).isEqualTo(-1);
        }
        assertThat(asked)
                .containsExactly(1L * OriginalStream.PIECE, 2L * OriginalStream.PIECE, 3L * OriginalStream.PIECE);
    }

    @Test
    void failsWhenTheContentGoesAway() throws IOException {
        try (OriginalStream stream = new OriginalStream(first(), (offset, most) -> Optional.empty(), content.length)) {
            assertThatThrownBy(stream::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("while it was read");
        }
    }
}
