package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the gateway writes down of its calls, and which of them it does not make because it knows the answer. */
class LedgerAndCacheTest {
    private static final CallPolicy CACHED = new CallPolicy(OnOverflow.REFUSE, null, null, true, true);
    private static final ChatRequest QUESTION = ChatRequest.of("Why?").with(CACHED);
    private static final Map<String, Object> SCHEMA =
            Map.of("type", "object", "required", List.of("n"), "properties", Map.of("n", Map.of("type", "integer")));

    private final FakeOllama ollama = FakeOllama.start();
    private final Ledger ledger = new Ledger();
    private final Cache cache = new Cache();
    private final ModelProperties properties = TestModels.properties(ollama.url());
    private final ModelGateway gateway = new ModelGateway(properties, new ModelServers(properties), ledger, cache);

    @AfterEach
    void stop() {
        ollama.close();
    }

    @Test
    void eachCallIsWrittenDownWithWhatItHasUsed() {
        gateway.chat(ChatRequest.of("Why?"));
        gateway.generate(GenerateRequest.of("Once"), CallListener.NONE);
        gateway.embed(new EmbedRequest(null, List.of("a", "b")));

        assertThat(ledger.calls)
                .extracting(ModelCall::kind)
                .containsExactly(CallKind.CHAT, CallKind.GENERATE, CallKind.EMBED);
        ModelCall chat = ledger.calls.get(0);
        assertThat(chat.model()).isEqualTo("llama3.2");
        assertThat(chat.server()).isEqualTo(ollama.url());
        assertThat(chat.origin()).isEqualTo(CallOrigin.ENGINE);
        assertThat(chat.usage().promptTokens()).isEqualTo(26);
        assertThat(chat.usage().answerTokens()).isEqualTo(298);
        assertThat(chat.usage().took()).isPositive();
        assertThat(ledger.calls.get(2).usage().promptTokens()).isEqualTo(8);
    }

    @Test
    void aCallThatIsStoppedIsWrittenDownWithAnEstimate() {
        ollama.chats(FakeReply.withoutDone("Because of the light of the sun").thenSilence());
        Cancellation stop = new Cancellation();
        CallListener stopping = new CallListener() {
            @Override
            public void text(String piece) {
                stop.cancel();
            }
        };
        assertThatThrownBy(() -> gateway.chat(ChatRequest.of("Why is the sky blue?"), stopping, stop))
                .isInstanceOf(ModelCallCancelled.class);
        assertEstimated(5, 1);
    }

    @Test
    void soIsOneWhoseReaderHasGone() {
        CallListener gone = new CallListener() {
            @Override
            public void text(String piece) {
                throw new IllegalStateException("gone");
            }
        };
        assertThatThrownBy(() -> gateway.chat(ChatRequest.of("Why is the sky blue?"), gone))
                .hasMessage("gone");
        assertEstimated(5, 1);
    }

    @Test
    void soIsOneThatBreaksOff() {
        ollama.chats(FakeReply.withoutDone("Because of the light of the sun").thenCut());
        assertThatThrownBy(() -> gateway.chat(ChatRequest.of("Why is the sky blue?")))
                .isInstanceOf(ModelStreamBroken.class);
        assertEstimated(5, 5);
    }

    @Test
    void whatWasNotBegunHasUsedNothing() {
        ollama.chats(FakeReply.status(400, "no"), FakeReply.status(500, "no"), FakeReply.hangUp());
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> gateway.chat(ChatRequest.of("Why?"))).isInstanceOf(EngineException.class);
        }
        assertThat(ledger.calls).isEmpty();
        assertThat(ledger.failures).hasSize(3);
    }

    private void assertEstimated(long promptAtLeast, long answerAtLeast) {
        assertThat(ledger.failures).hasSize(1);
        assertThat(ledger.calls).hasSize(1);
        Usage used = ledger.calls.get(0).usage();
        assertThat(used.estimated()).isTrue();
        assertThat(used.promptTokens()).isBetween(promptAtLeast, 30L);
        assertThat(used.answerTokens()).isBetween(answerAtLeast, 20L);
        assertThat(ledger.calls.get(0).server()).isEqualTo(ollama.url());
    }

    @Test
    void repairsAreCallsToo() {
        ollama.chats(FakeReply.text("no"), FakeReply.text("{\"n\":1}"));
        gateway.chat(new ChatRequest(null, List.of(ChatMessage.user("Count.")), SCHEMA, Map.of()));
        assertThat(ledger.calls).hasSize(2);
    }

    @Test
    void whoeverHasNothingLeftIsRefusedBeforeAServerIsAsked() {
        ledger.isSpent = true;
        assertThatThrownBy(() -> gateway.chat(ChatRequest.of("Why?"))).hasMessage("spent");
        assertThat(ollama.requests("/api/chat")).isEmpty();
        assertThat(ledger.calls).isEmpty();
        assertThat(ledger.failures).containsExactly("chat spent");
    }

    @Test
    void theSameQuestionIsAskedOnceAndTheAnswerSaysWhereItComesFrom() {
        ollama.chats(FakeReply.thinking("Hm.", "Because."));
        ChatAnswer first = gateway.chat(QUESTION);
        StringBuilder heard = new StringBuilder();
        ChatAnswer second = gateway.chat(QUESTION, new CallListener() {
            @Override
            public void text(String piece) {
                heard.append(piece);
            }
        });

        assertThat(ollama.requests("/api/chat")).hasSize(1);
        assertThat(ledger.calls).hasSize(1);
        assertThat(first.usage().cached()).isFalse();
        assertThat(second.usage().cached()).isTrue();
        assertThat(second.usage().promptTokens() + second.answerTokens()).isZero();
        assertThat(second.notes()).anyMatch(note -> note.contains("cache"));
        assertThat(second.text()).isEqualTo(first.text()).isEqualTo("Because.").isEqualTo(heard.toString());
        assertThat(second.thinking()).isEqualTo("Hm.");
        assertThat(second.server()).isEqualTo(ollama.url());
    }

    @Test
    void aKeptAnswerIsGivenAlsoWhenNothingIsLeft() {
        gateway.chat(QUESTION);
        ledger.isSpent = true;
        assertThat(gateway.chat(QUESTION).usage().cached()).isTrue();
    }

    @Test
    void structuredAnswersAndWishesForCallsAreKeptWhole() {
        ollama.chats(FakeReply.text("{\"n\":1}"));
        ChatRequest counting =
                new ChatRequest(null, List.of(ChatMessage.user("Count.")), SCHEMA, Map.of()).with(CACHED);
        gateway.chat(counting);
        assertThat(gateway.chat(counting).value()).isEqualTo(Map.of("n", 1));
        assertThat(ollama.requests("/api/chat")).hasSize(1);
    }

    @Test
    void anotherQuestionModelOptionOrSchemaIsNotTheSame() {
        gateway.chat(QUESTION);
        gateway.chat(ChatRequest.of("Why not?").with(CACHED));
        gateway.chat(QUESTION.withModel("mistral"));
        gateway.chat(new ChatRequest(null, QUESTION.messages(), null, Map.of("seed", 1)).with(CACHED));
        gateway.chat(QUESTION.withThink(true));
        assertThat(ollama.requests("/api/chat")).hasSize(5);

        gateway.chat(QUESTION.withModel("llama3.2:latest"));
        assertThat(ollama.requests("/api/chat")).hasSize(5);
    }

    @Test
    void withoutTheWishNothingIsKept() {
        gateway.chat(ChatRequest.of("Why?"));
        gateway.embed(new EmbedRequest(null, List.of("a")));
        assertThat(cache.answers).isEmpty();
    }

    @Test
    void anAnswerThatWasCutIsNotKept() {
        ollama.chats(FakeReply.cutAtLengthLimit("Because of"));
        gateway.chat(QUESTION);
        assertThat(cache.answers).isEmpty();
    }

    @Test
    void whatCannotBeReadIsAskedAgain() {
        gateway.chat(QUESTION);
        cache.answers.replaceAll((key, answer) -> new byte[] {'{'});
        assertThat(gateway.chat(QUESTION).usage().cached()).isFalse();
    }

    @Test
    void onlyNewTextsAreEmbedded() {
        EmbedAnswer first = gateway.embed(embedding("a", "b"));
        EmbedAnswer second = gateway.embed(embedding("b", "c", "a", "c"));

        assertThat(ollama.requests("/api/embed")).hasSize(2);
        assertThat(ollama.requests("/api/embed").get(1).body().get("input").toString())
                .isEqualTo("[\"c\"]");
        assertThat(second.vectors()).hasSize(4);
        assertThat(second.vectors().get(0)).isEqualTo(first.vectors().get(1));
        assertThat(second.vectors().get(2)).isEqualTo(first.vectors().get(0));
        assertThat(second.vectors().get(1))
                .isEqualTo(second.vectors().get(3))
                .isNotEqualTo(first.vectors().get(0));
        assertThat(second.usage().cached()).isFalse();

        EmbedAnswer third = gateway.embed(embedding("c"));
        assertThat(third.usage().cached()).isTrue();
        assertThat(third.usage().promptTokens()).isZero();
        assertThat(third.vectors().get(0)).isEqualTo(second.vectors().get(1));
        assertThat(ledger.calls).hasSize(2);
    }

    private static EmbedRequest embedding(String... texts) {
        return new EmbedRequest(null, List.of(texts), null, CallOrigin.ENGINE, true);
    }

    private static final class Ledger implements ModelLedger {
        private final List<ModelCall> calls = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private boolean isSpent;

        @Override
        public void admit(CallOrigin origin) {
            if (isSpent) {
                throw new PermanentException(ErrorCode.BUDGET_SPENT, "spent");
            }
        }

        @Override
        public void made(ModelCall call) {
            calls.add(call);
        }

        @Override
        public void failed(CallKind kind, String model, RuntimeException failure) {
            failures.add(kind.wireName() + " " + failure.getMessage());
        }
    }

    private static final class Cache implements AnswerCache {
        private final Map<String, byte[]> answers = new HashMap<>();

        @Override
        public Map<String, byte[]> find(CallKind kind, Collection<String> keys) {
            Map<String, byte[]> found = new HashMap<>(answers);
            found.keySet().retainAll(keys);
            return found;
        }

        @Override
        public void keep(CallKind kind, Map<String, byte[]> more) {
            answers.putAll(more);
        }
    }
}
