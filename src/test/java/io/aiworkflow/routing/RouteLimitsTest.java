package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.OfferedToRoutes;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only the message tells is limited when the route runs. */
class RouteLimitsTest {
    @TempDir
    Path directory;

    private final Counter counter = new Counter();
    private RoutesFolder folder;

    @BeforeEach
    void create() {
        folder = new RoutesFolder(directory).bind("counter", counter).bind("gatherBodies", new GatherBodies());
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private Object run(String steps, Object input) {
        folder.write("workflows/case.camel.yaml", """
                        - route:
                            id: case
                            description: A case.
                            from:
                              uri: workflow:case
                              steps:
                        """ + steps.indent(8)).start();
        assertThat(folder.loader.refused()).isEmpty();
        return folder.run("case", input);
    }

    @Test
    void aComputedLoopGoesRoundAThousandTimes() {
        Object result = run("""
                - loop:
                    simple: "${body[times]}"
                    steps: [{bean: {ref: counter, method: count}}]
                """, Map.of("times", 1000));
        assertThat(counter.count).hasValue(1000);
        assertThat(result).isEqualTo(Map.of("times", 1000));
    }

    @Test
    void aLoopThatIsPlannedToBeTooLongDoesNotBegin() {
        Object result = run("""
                - loop:
                    simple: "${body[times]}"
                    steps: [{bean: {ref: counter, method: count}}]
                """, Map.of("times", 1001));
        assertThat(result.toString()).contains("a 'loop' goes round at most 1000 times");
        assertThat(counter.count).hasValue(0);
    }

    @Test
    void anEndlessLoopEnds() {
        Object result = run("""
                - loop:
                    doWhile: true
                    simple: "${body[times]} > 0"
                    steps: [{bean: {ref: counter, method: count}}]
                """, Map.of("times", 1));
        assertThat(result.toString()).contains("a 'loop' goes round at most 1000 times");
        assertThat(counter.count).hasValue(1000);
    }

    @Test
    void loopsWithinLoopsAreCountedEachForItself() {
        run("""
                - loop:
                    constant: 3
                    steps:
                      - loop:
                          constant: 500
                          steps: [{bean: {ref: counter, method: count}}]
                """, Map.of());
        assertThat(counter.count).hasValue(1500);
    }

    @ParameterizedTest
    @CsvSource({"10000, false", "10001, true"})
    void aSplitHasAtMostTenThousandParts(int parts, boolean refused) {
        Object result = run("""
                - split:
                    simple: "${body}"
                    steps: [{bean: {ref: counter, method: count}}]
                """, Collections.nCopies(parts, "x"));
        assertThat(result.toString().contains("a 'split' has at most 10000 parts"))
                .isEqualTo(refused);
        assertThat(counter.count).hasValue(refused ? 0 : parts);
    }

    @Test
    void aTextWithTooManyPartsIsNotSplit() {
        Object result = run("""
                - split:
                    simple: "${body}"
                    steps: [{bean: {ref: counter, method: count}}]
                """, "x,".repeat(10_001));
        assertThat(result.toString()).contains("a 'split' has at most 10000 parts");
        assertThat(counter.count).hasValue(0);
    }

    @Test
    void aTokenizedTextIsCountedWhileItIsRead() {
        Object result = run("""
                - split:
                    tokenize: {token: "\\n"}
                    aggregationStrategy: gatherBodies
                    streaming: true
                    steps: [{bean: {ref: counter, method: count}}]
                """, "x\n".repeat(10_001));
        assertThat(result.toString()).contains("a 'split' has at most 10000 parts");
    }

    @Test
    void aStreamThatNothingGathersMayBeLong() {
        Object result = run("""
                - split:
                    tokenize: {token: "\\n"}
                    streaming: true
                    steps: [{bean: {ref: counter, method: count}}]
                """, "x\n".repeat(20_000));
        assertThat(counter.count).hasValue(20_000);
        assertThat(result.toString()).startsWith("x\n");
    }

    @Test
    void aKameletIsLimitedToo() {
        folder.write("kamelets/spin-action.kamelet.yaml", """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata: {name: spin-action}
                spec:
                  definition:
                    title: Spin
                    description: Goes round.
                    type: object
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - loop:
                            simple: "${body[times]}"
                            steps: [{bean: {ref: counter, method: count}}]
                """);
        Object result = run("- kamelet: {id: spin, name: spin-action}\n", Map.of("times", 2000));
        assertThat(result.toString()).contains("a 'loop' goes round at most 1000 times");
        assertThat(counter.count).hasValue(0);
    }

    @Test
    void threadsOfParallelPartsAndTapsAreFew() {
        var profile = folder.context.getExecutorServiceManager().getDefaultThreadPoolProfile();
        assertThat(List.of(profile.getMaxPoolSize(), profile.getMaxQueueSize())).containsExactly(20, 1000);
        assertThat(profile.getRejectedPolicy()).hasToString("CallerRuns");
    }

    /** Offered to the cases. */
    @OfferedToRoutes
    public static final class Counter {
        final AtomicInteger count = new AtomicInteger();

        public void count() {
            count.incrementAndGet();
        }
    }
}
