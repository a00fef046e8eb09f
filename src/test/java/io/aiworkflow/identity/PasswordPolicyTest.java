package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordPolicyTest {
    private final CommonPasswords common = new CommonPasswords();
    private final PasswordPolicy policy = new PasswordPolicy(common);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct unicorn paper clip",
                "kd83-ahw1-qqp0",
                "ein Häuschen im Grünen",
                "пароль из четырёх слов",
                "馬馬虎虎的密碼也可以用十二字",
                "🦄🐙🦊🐢🦉🐝🦋🐌🐞🐜🦗🕷",
                "my workflow runs at dawn",
                "zinc!lamp?moss"
            })
    void acceptsLongPasswordsOfAnySigns(String password) {
        assertThat(policy.accept("ann", password)).isEqualTo(password);
    }

    @Test
    void countsCharactersAndNotBytes() {
        refused("🦄🐙🦊🐢🦉🐝🦋🐌🐞🐜🦗");
        refused("elf letters");
        assertThat(policy.accept("ann", "n".repeat(3) + "xkcd-pfm".repeat(31) + "y?m#Q"))
                .hasSize(256);
        refused("n".repeat(4) + "xkcd-pfm".repeat(31) + "y?m#Q");
        refused("x".repeat(1_000_000));
        refused(null);
        refused("");
    }

    @Test
    void bringsPasswordsIntoOneForm() {
        assertThat(policy.accept("ann", "Mu\u0308nchner Freiheit"))
                .isEqualTo(policy.accept("ann", "M\u00fcnchner Freiheit"));
    }

    @Test
    void refusesWhatIsNotText() {
        refused("half of a pair \ud83e and more");
    }

    @Test
    void knowsEnoughCommonPasswords() {
        assertThat(common.size()).isGreaterThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password1234",
                "PassWord1234",
                "P@ssw0rd2026!",
                "passwordpassword",
                "Passwort123456",
                "qwertyuiop123",
                "qwertyuiopasdfgh",
                "1qaz2wsx3edc",
                "123456789012",
                "000000000000",
                "aaaaaaaaaaaaaaaa",
                "abcabcabcabcab",
                "abcdefghijklm",
                "zyxwvutsrqponm",
                "iloveyouforever",
                "I Love You Forever",
                "letmeinplease",
                "Sunshine2026!!",
                "correcthorsebatterystaple",
                "Correct Horse Battery Staple",
                "changemeplease",
                "w3lc0m3welcome",
                "adminadminadmin"
            })
    void refusesWhatGuessersTryFirst(String password) {
        refused(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "charlotte.bronte",
                "Charlotte-Bronte-1847",
                "charlottebronte2026!",
                "AI Workflow Engine",
                "ai-workflow-engine-1",
                "workflow-workflow-x",
                "charlottebronte@aiworkflow"
            })
    void refusesTheNamesOfAccountAndProduct(String password) {
        Refusals.assertRefused(ErrorCode.PASSWORD_REFUSED, () -> policy.accept("charlotte.bronte", password));
    }

    private void refused(String password) {
        Refusals.assertRefused(ErrorCode.PASSWORD_REFUSED, () -> policy.accept("ann", password));
    }
}
