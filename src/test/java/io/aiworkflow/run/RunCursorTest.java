package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunCursorTest {
    @Test
    void isReadAsItIsWritten() {
        assertThat(new RunCursor(3, 14, 15)).hasToString("r3.s14.p15");
        assertThat(RunCursor.parse("r3.s14.p15")).contains(new RunCursor(3, 14, 15));
        assertThat(RunCursor.parse(RunCursor.START.toString())).contains(RunCursor.START);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "r1", "r1.s2", "r1.s2.p3 ", "r1.s-2.p3", "r1.s9999999999999999999.p3", "42"})
    void anythingElseIsNoCursor(String text) {
        assertThat(RunCursor.parse(text)).isEmpty();
    }

    @Test
    void isBehindWhenAnyPartIs() {
        RunCursor known = new RunCursor(2, 5, 7);
        assertThat(known.isBehind(known)).isFalse();
        assertThat(known.isBehind(known.atRevision(3))).isTrue();
        assertThat(known.isBehind(known.atStep(6))).isTrue();
        assertThat(known.isBehind(known.atProgress(8))).isTrue();
        assertThat(known.isBehind(new RunCursor(2, 5, 0)))
                .as("progress is not kept in the history")
                .isFalse();
    }
}
