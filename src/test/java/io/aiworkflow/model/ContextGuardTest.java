package io.aiworkflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.testsupport.FakeOllama;
import io.aiworkflow.testsupport.FakeReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContextGuardTest {
    /** About a thousand tokens by every estimate. */
    private static final String LONG = "lorem ipsum ".repeat(500);

    private static final FakeReply TOO_LONG = FakeReply.status(400, "the input length exceeds the context length");
    private final FakeOllama ollama = FakeOllama.start();
    private final ModelGateway gateway = TestModels.gateway(ollama.url());

    @AfterEach
    void stop() {
        ollama.close();
    }

    @Test
    void whatIsCertainlyTooLongIsRefusedWithTheFiguresAndNobodyIsAsked() {
        assertThatThrownBy(() -> gateway.chat(conversation(8, OnOverflow.REFUSE, null)))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("takes 4096")
                .hasMessageContaining("engine.model.context-length");
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void theOldestMessagesAreLeftOutAndTheAnswerSaysSo() {
        ChatAnswer answer = gateway.chat(conversation(8, OnOverflow.DROP_OLDEST, null));
        List<String> sent = new ArrayList<>();
        ollama.lastChat()
                .path("messages")
                .forEach(message -> sent.add(message.path("content").asText().substring(0, 4)));
        assertThat(sent).first().isEqualTo("Be b");
        assertThat(sent).last().isEqualTo("last");
        assertThat(sent.get(1)).isNotEqualTo("m001");
        assertThat(sent).contains("m007").hasSizeBetween(3, 6);
        assertThat(answer.notes()).singleElement().asString().contains("oldest messages were left out", "4096");
    }

    @Test
    void whatFitsIsNotTouched() {
        ChatAnswer answer = gateway.chat(conversation(2, OnOverflow.DROP_OLDEST, null));
        assertThat(ollama.lastChat().path("messages")).hasSize(4);
        assertThat(answer.notes()).isEmpty();
    }

    @Test
    void aResultIsNotKeptWithoutTheCallThatItBelongsTo() {
        ToolCall call = new ToolCall("1", "look", Map.of());
        gateway.chat(dropping(List.of(
                ChatMessage.assistant(LONG, List.of(call)),
                ChatMessage.result(call, "short"),
                ChatMessage.user(LONG),
                ChatMessage.assistant(LONG),
                ChatMessage.user("last"))));
        assertThat(sent("role")).containsExactly("user", "assistant", "user");
    }

    @Test
    void theTaskOfAnAgentIsNotLeftOutButItsOldestCallIs() {
        ToolCall one = new ToolCall("1", "look", Map.of());
        ToolCall two = new ToolCall("2", "look", Map.of());
        gateway.chat(dropping(List.of(
                ChatMessage.system("Be brief."),
                ChatMessage.user("an older question"),
                ChatMessage.assistant("its answer"),
                ChatMessage.user("the task"),
                ChatMessage.assistant("", List.of(one)),
                ChatMessage.result(one, "first " + LONG.repeat(2)),
                ChatMessage.assistant("", List.of(two)),
                ChatMessage.result(two, "second " + LONG))));
        assertThat(sent("role")).containsExactly("system", "user", "assistant", "tool");
        assertThat(sent("content").get(1)).isEqualTo("the task");
        assertThat(sent("content").get(3)).startsWith("second");
    }

    @Test
    void aRepairDoesNotLoseTheQuestion() {
        ollama.chats(FakeReply.text("lorem ipsum ".repeat(400)), FakeReply.text("{\"n\":1}"));
        ChatRequest question = new ChatRequest(
                        null,
                        List.of(ChatMessage.user("count " + LONG.repeat(2) + "lorem ipsum ".repeat(200))),
                        Map.of("type", "object"),
                        Map.of())
                .with(new CallPolicy(OnOverflow.DROP_OLDEST, null, null, true));
        assertThat(gateway.chat(question).value()).isEqualTo(Map.of("n", 1));
        assertThat(sent("role")).containsExactly("user", "user");
        assertThat(sent("content").get(0)).startsWith("count ");
        assertThat(sent("content").get(1)).contains("does not fit the required JSON schema");
    }

    @Test
    void whoFollowsAnAnswerIsToldThatItBeginsAnew() {
        ollama.chats(FakeReply.text("as if nothing was missing", 900), FakeReply.text("fine"));
        StringBuilder shown = new StringBuilder();
        gateway.chat(conversation(2, OnOverflow.DROP_OLDEST, null), new CallListener() {
            @Override
            public void text(String piece) {
                shown.append(piece);
            }

            @Override
            public void restarted() {
                shown.setLength(0);
            }
        });
        assertThat(shown).hasToString("fine");
    }

    @Test
    void anOddTextOfOneUserIsNoReasonToRefuseOthers() {
        ollama.chats(FakeReply.text("fine", 12_000));
        ollama.embeds(FakeReply.streamOf("{\"embeddings\":[[1]],\"prompt_eval_count\":12000}"));
        for (int i = 0; i < 10; i++) {
            gateway.chat(conversation(1, OnOverflow.REFUSE, null));
            gateway.embed(new EmbedRequest("llama3.2", List.of(LONG)));
        }
        ollama.chats(FakeReply.text("also fine"));
        assertThat(gateway.chat(conversation(3, OnOverflow.REFUSE, null)).text())
                .isEqualTo("also fine");
        gateway.embed(new EmbedRequest("llama3.2", List.of(LONG.repeat(2))));
        ChatRequest single = dropping(List.of(ChatMessage.user(LONG.repeat(3))));
        assertThat(gateway.chat(single).text()).isEqualTo("also fine");
    }

    @Test
    void oneOddTextChangesTheEstimateLittle() {
        ollama.chats(FakeReply.text("fine", 12_000));
        gateway.chat(conversation(1, OnOverflow.REFUSE, null));
        ollama.chats(FakeReply.text("fine"));
        assertThat(gateway.chat(conversation(2, OnOverflow.DROP_OLDEST, null)).notes())
                .isEmpty();
    }

    @Test
    void systemMessageAndLastMessageAreNeverLeftOut() {
        ChatRequest request = new ChatRequest(
                        null,
                        List.of(
                                ChatMessage.system(LONG.repeat(3)),
                                ChatMessage.user("x"),
                                ChatMessage.user(LONG.repeat(3))),
                        null,
                        Map.of())
                .with(new CallPolicy(OnOverflow.DROP_OLDEST, null, null, true));
        assertThatThrownBy(() -> gateway.chat(request)).isInstanceOf(ModelRefused.class);
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void aLargerModelIsAskedAndTheAnswerSaysSo() {
        ChatAnswer answer = gateway.chat(conversation(8, OnOverflow.LARGER_MODEL, "big"));
        assertThat(answer.model()).isEqualTo("big");
        assertThat(ollama.lastChat().path("messages")).hasSize(10);
        assertThat(ollama.lastChat().at("/options/num_ctx").asInt()).isEqualTo(16384);
        assertThat(answer.notes()).singleElement().asString().contains("'big'", "4096");
    }

    @Test
    void aLargerModelThatIsTooSmallIsNoWayOut() {
        assertThatThrownBy(() -> gateway.chat(conversation(60, OnOverflow.LARGER_MODEL, "big")))
                .isInstanceOf(ModelRefused.class);
        assertThatThrownBy(() -> gateway.chat(conversation(8, OnOverflow.LARGER_MODEL, "not-larger")))
                .isInstanceOf(ModelRefused.class);
        assertThat(ollama.requests()).isEmpty();
    }

    @Test
    void whatTheServerFindsTooLongIsShortenedByTheSameRule() {
        ollama.chats(TOO_LONG, FakeReply.text("fine"));
        ChatAnswer answer = gateway.chat(conversation(2, OnOverflow.DROP_OLDEST, null));
        assertThat(answer.text()).isEqualTo("fine");
        assertThat(answer.notes()).isNotEmpty();
        assertThat(ollama.lastChat().path("messages").size()).isLessThan(4);

        ollama.chats(TOO_LONG, FakeReply.text("fine"));
        assertThat(TestModels.gateway(ollama.url())
                        .chat(conversation(2, OnOverflow.LARGER_MODEL, "big"))
                        .model())
                .isEqualTo("big");

        ollama.chats(TOO_LONG);
        assertThatThrownBy(() -> TestModels.gateway(ollama.url()).chat(conversation(2, OnOverflow.REFUSE, null)))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("exceeds the context length");
    }

    @Test
    void aServerThatReadsLessThanItWasGivenIsFoundOut() {
        ollama.chats(FakeReply.text("as if nothing was missing", 900));
        assertThatThrownBy(() -> gateway.chat(conversation(3, OnOverflow.REFUSE, null)))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("has read 900 tokens of at least 3");
    }

    @Test
    void aCutIsFoundOutInTextsWithoutSpacesToo() {
        for (String text : List.of(
                "東京は日本の首都であり、多くの人が住んでいます。".repeat(200),
                "{\"id\":17,\"name\":\"Ann\",\"tags\":[\"a\",\"b\"]},".repeat(250),
                random("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 9000))) {
            ollama.chats(FakeReply.text("as if nothing was missing", 1000));
            assertThatThrownBy(() -> gateway.chat(ChatRequest.of(text)))
                    .as(text.substring(0, 20))
                    .isInstanceOf(ModelRefused.class)
                    .hasMessageContaining("has read 1000 tokens of at least");
        }
    }

    @Test
    void aPromptThatWasCutToWhatFitsIsFoundOut() {
        ChatRequest request = ChatRequest.of("incomprehensibilities ".repeat(900));
        for (int counted : new int[] {4096, 4000}) {
            ollama.chats(FakeReply.text("as if nothing was missing", counted));
            assertThatThrownBy(() -> gateway.chat(request))
                    .isInstanceOf(ModelRefused.class)
                    .hasMessageContaining("has read " + counted + " of about")
                    .hasMessageContaining("4096 are all that it takes");
        }
        ollama.chats(FakeReply.text("all read", 3900));
        assertThat(gateway.chat(request).text()).as("the estimate was too high").isEqualTo("all read");
        ollama.chats(FakeReply.text("all read", 4500));
        assertThat(gateway.chat(request).text()).as("its context is longer").isEqualTo("all read");
    }

    @Test
    void aPromptThatNearlyFillsTheContextIsNotRefusedWhenItShouldFit() {
        ollama.chats(FakeReply.text("all read", 4050));
        assertThat(gateway.chat(ChatRequest.of("incomprehensibilities ".repeat(700)))
                        .text())
                .isEqualTo("all read");
    }

    @Test
    void aCutTextAmongOthersIsFoundOutByItsOwnCount() {
        String doubtful = "incomprehensibilities ".repeat(900);
        ollama.embeds(
                FakeReply.streamOf("{\"embeddings\":[[1,0],[0,1]],\"prompt_eval_count\":2600}"),
                FakeReply.streamOf("{\"embeddings\":[[0.6,0.8]],\"prompt_eval_count\":4096}"));
        assertThatThrownBy(() -> gateway.embed(new EmbedRequest(null, List.of(LONG, doubtful, LONG))))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("has read 4096 of about");
        ollama.embeds(
                FakeReply.streamOf("{\"embeddings\":[[1,0],[0,1]],\"prompt_eval_count\":2600}"),
                FakeReply.streamOf("{\"embeddings\":[[0.6,0.8]],\"prompt_eval_count\":3000}"));
        EmbedAnswer answer = gateway.embed(new EmbedRequest(null, List.of(LONG, doubtful, LONG)));
        assertThat(answer.vectors()).containsExactly(List.of(1.0, 0.0), List.of(0.6, 0.8), List.of(0.0, 1.0));
        assertThat(answer.usage().promptTokens()).isEqualTo(5600);
    }

    @Test
    void theEstimateLearnsFromWhatTheServerCounts() {
        ollama.chats(FakeReply.text("fine", 3900));
        for (int i = 0; i < 10; i++) {
            gateway.chat(conversation(2, OnOverflow.REFUSE, null));
        }
        ChatAnswer next = gateway.chat(conversation(2, OnOverflow.DROP_OLDEST, null));
        assertThat(next.notes()).isNotEmpty();
    }

    @Test
    void textsThatAreTooLongAreNotEmbeddedAndTheTextIsNamed() {
        assertThatThrownBy(() -> gateway.embed(new EmbedRequest(null, List.of("short", LONG.repeat(8)))))
                .isInstanceOf(ModelRefused.class)
                .hasMessageContaining("text 2 of 2")
                .hasMessageContaining("takes 4096");
        assertThat(ollama.requests()).isEmpty();
        assertThat(gateway.embed(new EmbedRequest(null, List.of("short")))
                        .usage()
                        .promptTokens())
                .isEqualTo(8);
    }

    @Test
    void estimatesTextsOfDifferentKinds() {
        assertThat(TokenEstimate.of("The quick brown fox jumps over the lazy dog."))
                .isBetween(7.0, 14.0);
        assertThat(TokenEstimate.of("東京は日本の首都です。")).isBetween(6.0, 14.0);
        assertThat(TokenEstimate.of("{\"a\":[1,2,3]}")).isBetween(5.0, 14.0);
    }

    @Test
    void noTokenizerStaysBelowTheLeast() {
        assertThat(TokenEstimate.atLeast("  one two\nthree ")).isEqualTo(3);
        assertThat(TokenEstimate.atLeast("Don't, it's – well – naïve…")).isEqualTo(6);
        assertThat(TokenEstimate.atLeast("東京は日本の首都です。")).isEqualTo(4);
        assertThat(TokenEstimate.atLeast("{\"a\":[1,2,345]}")).isEqualTo(4);
        assertThat(TokenEstimate.atLeast("x".repeat(500) + "=".repeat(500))).isEqualTo(1);
        assertThat(TokenEstimate.atLeast("a1b2 www.example.com")).isEqualTo(7);
        assertThat(TokenEstimate.atLeast("")).isZero();
    }

    private static String random(String letters, int length) {
        StringBuilder text = new StringBuilder();
        new Random(7).ints(length, 0, letters.length()).forEach(letter -> text.append(letters.charAt(letter)));
        return text.toString();
    }

    /** What the last request has of each of its messages. */
    private List<String> sent(String field) {
        List<String> values = new ArrayList<>();
        ollama.lastChat()
                .path("messages")
                .forEach(message -> values.add(message.path(field).asText()));
        return values;
    }

    private static ChatRequest dropping(List<ChatMessage> messages) {
        return new ChatRequest(null, messages, null, Map.of())
                .with(new CallPolicy(OnOverflow.DROP_OLDEST, null, null, true));
    }

    private static ChatRequest conversation(int longMessages, OnOverflow onOverflow, String larger) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(ChatMessage.system("Be brief."));
        for (int i = 1; i <= longMessages; i++) {
            messages.add(new ChatMessage(i % 2 == 0 ? "assistant" : "user", "m%03d %s".formatted(i, LONG)));
        }
        messages.add(ChatMessage.user("last question"));
        return new ChatRequest(null, messages, null, Map.of()).with(new CallPolicy(onOverflow, larger, null, true));
    }
}
