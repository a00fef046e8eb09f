package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.SecurityEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTextTest {
    @Test
    void ordinaryTextStaysAsItIs() {
        assertThat(AuditText.of("Zoë <zoe@example.org> 日本 😀", 100)).isEqualTo("Zoë <zoe@example.org> 日本 😀");
        assertThat(AuditText.of("", 100)).isEmpty();
        assertThat(AuditText.of(null, 100)).isEmpty();
    }

    @Test
    void whatBreaksALineOrHidesIsSpelledOut() {
        assertThat(AuditText.of("eve\r\nadmin\t\u0000\u0085\u2028\u2029", 100))
                .isEqualTo("eve\\u{d}\\u{a}admin\\u{9}\\u{0}\\u{85}\\u{2028}\\u{2029}");
        assertThat(AuditText.of("\u202Enimda\u2066\u200B\uFEFF\u001B[2J", 100))
                .isEqualTo("\\u{202e}nimda\\u{2066}\\u{200b}\\u{feff}\\u{1b}[2J");
        assertThat(AuditText.of("half \uD800 pair", 100)).isEqualTo("half \\u{d800} pair");
    }

    @Test
    void nobodyCanWriteWhatLooksSpelledOut() {
        assertThat(AuditText.of("\\u{a}", 100)).isEqualTo("\\\\u{a}");
    }

    @Test
    void longTextIsCutBetweenCharactersAndShowsIt() {
        assertThat(AuditText.of("abcde", 5)).isEqualTo("abcde");
        assertThat(AuditText.of("abcdef", 5)).isEqualTo("abcd…");
        assertThat(AuditText.of("😀😀😀", 2)).isEqualTo("😀…");
        assertThat(AuditText.of("abc\n", 5)).isEqualTo("abc…");
        assertThat(AuditText.of("x".repeat(10_000_000), 200)).hasSize(200).endsWith("x…");
    }

    @ParameterizedTest(name = "[{index}]")
    @ValueSource(strings = {"\u0000", "\\", "\"", "\n", "\uDFFF", "😀", "x"})
    void theLargestEventIsWithinTheLimitsOfItsTable(String letter) {
        String endless = letter.repeat(5000);
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            details.put(i + endless, endless);
        }
        EventDraft draft = EventDraft.of(new SecurityEvent(
                SecurityEvent.Type.LOGIN, endless, endless, endless, SecurityEvent.Outcome.DENIED, details));
        assertThat(draft.actor().codePointCount(0, draft.actor().length())).isLessThanOrEqualTo(200);
        assertThat(draft.target().codePointCount(0, draft.target().length())).isLessThanOrEqualTo(300);
        assertThat(draft.address().codePointCount(0, draft.address().length())).isLessThanOrEqualTo(64);
        assertThat(draft.details().codePointCount(0, draft.details().length())).isLessThan(24_000);
        assertThat(draft.details()).contains("\"…\":\"80 more\"");
    }

    @Test
    void anEventOfNobodyIsOfAnUnknownActor() {
        EventDraft draft = EventDraft.of(
                new SecurityEvent(SecurityEvent.Type.LOGIN, null, null, null, SecurityEvent.Outcome.FAILURE, null));
        assertThat(draft).isEqualTo(new EventDraft("login", "unknown", "", "", "failure", "{}"));
    }
}
