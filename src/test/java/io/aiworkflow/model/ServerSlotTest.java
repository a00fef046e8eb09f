package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What calls tell about a server and about its models. */
class ServerSlotTest {
    private final ServerSlot slot = StandInServer.slot("http://one", "a", "b");

    @Test
    void aServerThatIsSilentBecauseItAnswersOthersIsNotLeftAlone() {
        slot.ask("a", begun -> {
            begun.run();
            for (int i = 0; i < 10; i++) {
                assertSilent(() -> slot.ask("b", other -> silence()), "other calls of ours");
            }
            return "a long answer";
        });
        assertThat(slot.breaker().state()).isEqualTo("closed");
    }

    @Test
    void norIsOneThatHasAnsweredMeanwhile() {
        for (int i = 0; i < 10; i++) {
            assertSilent(
                    () -> slot.ask("b", begun -> {
                        slot.ask("a", other -> "a short answer");
                        return silence();
                    }),
                    "other calls of ours");
        }
        assertThat(slot.breaker().state()).isEqualTo("closed");
    }

    @Test
    void aServerThatIsSilentToEverybodyIsLeftAlone() {
        slot.ask("a", begun -> {
            for (int i = 0; i < 5; i++) {
                assertSilent(() -> slot.ask("b", other -> silence()), "nothing came");
            }
            return "late";
        });
        assertThat(slot.breaker().isOpen()).isTrue();
    }

    @Test
    void aModelThatFailsIsLeftAloneAndTheOthersOfItsServerAreNot() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> slot.ask("a", begun -> {
                        throw ModelStreamBroken.ofModel("it does not fit");
                    }))
                    .isInstanceOf(ModelStreamBroken.class);
        }
        assertThat(slot.leavesAlone("A:latest")).isTrue();
        assertThat(slot.leavesAlone("b")).isFalse();
        assertThat(slot.breaker().state()).isEqualTo("closed");
        assertThat(slot.<String>ask("b", begun -> "works")).isEqualTo("works");
        assertThatThrownBy(() -> slot.ask("a", begun -> "unasked"))
                .isInstanceOf(ModelUnavailable.class)
                .hasMessageContaining("model 'a:latest'")
                .hasMessageContaining("left alone");
    }

    private static void assertSilent(Supplier<String> call, String message) {
        assertThatThrownBy(call::get).isInstanceOf(ModelUnavailable.class).hasMessageContaining(message);
    }

    private static String silence() {
        throw new ModelUnavailable(ModelUnavailable.Reason.SILENT, "nothing came", null, null);
    }
}
