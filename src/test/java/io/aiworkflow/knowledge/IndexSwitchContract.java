package io.aiworkflow.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The part of {@link VectorIndexContract} by which searches move from one index to another, each model for itself. */
public abstract class IndexSwitchContract extends IndexCareContract {
    private static final EmbeddingSpace SMALL = new EmbeddingSpace("small:latest", 2);
    private static final EmbeddingSpace LONGER = new EmbeddingSpace("small:latest", 3);

    @Test
    void whatIsBeingBuiltIsNotSeenBeforeItIsActivated() {
        add(1, entry(ONE, 0, "default", axis(0)));
        VectorIndex before = index();

        VectorIndex building = indexes().building();
        assertThat(building.position()).isEqualTo(IndexPosition.NONE);
        building.apply(
                new IndexChange(List.of(), List.of(entry(TWO, 0, "default", axis(0))), new IndexPosition("base", 2)));
        assertThat(search(axis(0), "default", 5)).extracting(IndexHit::document).containsExactly(ONE);
        assertThat(indexes().building().position()).isEqualTo(new IndexPosition("base", 2));

        assertThat(indexes().activate()).isTrue();
        assertThat(search(axis(0), "default", 5)).extracting(IndexHit::document).containsExactly(TWO);
        assertThat(index().position()).isEqualTo(new IndexPosition("base", 2));
        assertThat(before.position()).isEqualTo(new IndexPosition("base", 1));
        assertThat(indexes().activate()).isFalse();
    }

    @Test
    void theIndexBeforeIsKeptUntilItIsConfirmed() {
        switchFromOneToTwo();
        IndexSides switched = indexes().sides();
        assertThat(switched.building()).isNull();
        assertThat(switched.previous()).isNotNull();

        assertThat(indexes().confirm()).isTrue();

        assertThat(indexes().confirm()).isFalse();
        assertThat(indexes().revert()).isFalse();
        assertThat(indexes().sides()).isEqualTo(new IndexSides(switched.active(), null, null));
        assertThat(search(axis(0), "default", 5)).extracting(IndexHit::document).containsExactly(TWO);
    }

    @Test
    void theIndexBeforeCanTakeOverAgain() {
        switchFromOneToTwo();
        indexes().building().apply(new IndexChange(List.of(), List.of(), new IndexPosition("base", 9)));

        assertThat(indexes().revert()).isTrue();

        assertThat(search(axis(0), "default", 5)).extracting(IndexHit::document).containsExactly(ONE);
        assertThat(indexes().sides()).isEqualTo(new IndexSides(indexes().sides().active(), null, null));
        assertThat(indexes().building().position()).isEqualTo(IndexPosition.NONE);
    }

    @Test
    void onlyOneIndexBeforeIsKept() {
        switchFromOneToTwo();
        String oldest = indexes().sides().previous();
        String middle = indexes().sides().active();
        indexes().building().apply(new IndexChange(List.of(), List.of(), new IndexPosition("base", 3)));
        indexes().activate();

        assertThat(indexes().sides().previous()).isEqualTo(middle).isNotEqualTo(oldest);
        indexes().confirm();
        assertThat(indexes().sides().previous()).isNull();
    }

    @Test
    void anIndexInTheMakingCanBeGivenUp() {
        add(1, entry(ONE, 0, "default", axis(0)));
        indexes()
                .building()
                .apply(new IndexChange(
                        List.of(),
                        List.of(entry(TWO, 0, "default", new float[] {1, 0})),
                        new IndexPosition("other", 5)));

        indexes().discard();

        assertThat(indexes().activate()).isFalse();
        assertThat(indexes().building().position()).isEqualTo(IndexPosition.NONE);
        assertThat(search(axis(0), "default", 5)).hasSize(1);
    }

    @Test
    void anEmptyIndexCanTakeOverAndBeFilledWithVectorsOfAnotherLength() {
        add(1, entry(ONE, 0, "default", axis(0)));
        indexes().building().apply(new IndexChange(List.of(), List.of(), new IndexPosition("other", 1)));
        indexes().activate();
        assertThat(search(new float[] {1, 0}, "default", 5)).isEmpty();

        add(2, entry(TWO, 0, "default", new float[] {1, 0}));

        assertThat(search(new float[] {1, 0}, "default", 5))
                .extracting(IndexHit::document)
                .containsExactly(TWO);
        assertThat(indexes().revert()).isTrue();
        assertThat(search(axis(0), "default", 5)).extracting(IndexHit::document).containsExactly(ONE);
    }

    @Test
    void searchesDuringSwitchesAnswerFromOneIndexAlone() throws Exception {
        List<IndexEntry> old = new ArrayList<>();
        List<IndexEntry> fresh = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            old.add(entry(ONE, i, "default", axis(i)));
            fresh.add(entry(TWO, i, "default", axis(i)));
        }
        add(1, old.toArray(IndexEntry[]::new));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> searching = IntStream.range(0, 2)
                    .mapToObj(i -> threads.submit(() -> {
                        int answers = 0;
                        while (!done.get() || answers == 0) {
                            List<IndexHit> hits = search(axis(0), "default", 20);
                            assertThat(hits).hasSize(20);
                            assertThat(hits.stream().map(IndexHit::document).distinct())
                                    .hasSize(1);
                            answers++;
                        }
                        return answers;
                    }))
                    .toList();
            for (int i = 0; i < 6; i++) {
                indexes()
                        .building()
                        .apply(new IndexChange(List.of(), i % 2 == 0 ? fresh : old, new IndexPosition("base", i + 2)));
                indexes().activate();
            }
            done.set(true);
            for (Future<Integer> each : searching) {
                assertThat(each.get()).isPositive();
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        assertThat(search(axis(0), "default", 1)).extracting(IndexHit::document).containsExactly(ONE);
    }

    @Test
    void aSearchWhoseIndexIsDroppedUnderItGoesOnInTheOneThatTookItsPlace() {
        add(1, entry(ONE, 0, "default", axis(0)));
        indexes()
                .building()
                .apply(new IndexChange(
                        List.of(), List.of(entry(TWO, 0, "default", axis(0))), new IndexPosition("base", 2)));
        indexes().activate();
        AtomicInteger reads = new AtomicInteger();

        List<IndexHit> hits = indexes().read(index -> {
            if (reads.getAndIncrement() == 0) {
                indexes().revert();
            }
            return index.search(new IndexQuery(axis(0), "", SearchMode.DENSE, IndexFilter.in("default"), 1));
        });

        assertThat(reads).hasValue(2);
        assertThat(hits).extracting(IndexHit::document).containsExactly(ONE);
    }

    @Test
    void eachModelHasAnIndexOfItsOwn() {
        float[] two = {1, 0};
        float[] three = {0, 0, 1};
        add(1, entry(ONE, 0, "default", axis(0)));
        assertThat(models().of(SMALL).active().position()).isEqualTo(IndexPosition.NONE);

        addTo(SMALL, entry(TWO, 0, "default", two));
        addTo(LONGER, entry(ONE, 0, "default", three), entry(TWO, 0, "default", three));

        assertThat(search(axis(0), "default", 5)).extracting(IndexHit::document).containsExactly(ONE);
        assertThat(searchIn(SMALL, two)).containsExactly(TWO);
        assertThat(searchIn(LONGER, three)).containsExactlyInAnyOrder(ONE, TWO);
        assertThatThrownBy(() -> searchIn(SMALL, three)).isInstanceOf(VectorIndexRefused.class);
    }

    @Test
    void aSwitchOfOneModelLeavesTheOthersAlone() {
        float[] two = {1, 0};
        add(1, entry(ONE, 0, "default", axis(0)));
        addTo(SMALL, entry(ONE, 0, "default", two));
        IndexSides before = indexes().sides();

        VectorIndexes small = models().of(SMALL);
        small.building()
                .apply(new IndexChange(
                        List.of(), List.of(entry(TWO, 0, "default", two)), new IndexPosition("base", 2)));
        assertThat(small.activate()).isTrue();

        assertThat(searchIn(SMALL, two)).containsExactly(TWO);
        assertThat(indexes().sides()).isEqualTo(before);
        assertThat(indexes().confirm()).isFalse();
        assertThat(small.revert()).isTrue();
        assertThat(searchIn(SMALL, two)).containsExactly(ONE);
    }

    @Test
    void whatWasDroppedBeginsAnewAndTheOthersStay() {
        float[] two = {1, 0};
        add(1, entry(ONE, 0, "default", axis(0)));
        addTo(SMALL, entry(ONE, 0, "default", two));
        VectorIndexes small = models().of(SMALL);
        small.building()
                .apply(new IndexChange(
                        List.of(), List.of(entry(TWO, 0, "default", two)), new IndexPosition("base", 2)));
        small.activate();

        small.drop();

        assertThat(small.active().position()).isEqualTo(IndexPosition.NONE);
        assertThat(small.sides().previous()).isNull();
        assertThat(searchIn(SMALL, two)).isEmpty();
        addTo(SMALL, entry(TWO, 0, "default", two));
        assertThat(searchIn(SMALL, two)).containsExactly(TWO);
        assertThat(search(axis(0), "default", 5)).extracting(IndexHit::document).containsExactly(ONE);
        models().of(LONGER).drop();
    }

    @Test
    void whatIsStoredForOtherModelsIsToldUntilItIsDropped() {
        assertThat(models().others()).isEmpty();
        add(1, entry(ONE, 0, "default", axis(0)));
        addTo(SMALL, entry(ONE, 0, "default", new float[] {1, 0}));
        addTo(LONGER, entry(ONE, 0, "default", new float[] {1, 0, 0}));
        assertThat(models().others()).containsOnlyKeys(SMALL.label(), LONGER.label());

        models().others().get(SMALL.label()).drop();

        assertThat(models().others()).containsOnlyKeys(LONGER.label());
        assertThat(models().of(SMALL).active().position()).isEqualTo(IndexPosition.NONE);
        assertThat(models().of(LONGER).active().countDocuments()).isEqualTo(1);
        assertThat(index().countDocuments()).isEqualTo(1);
    }

    private void addTo(EmbeddingSpace space, IndexEntry... entries) {
        models().of(space).active().apply(new IndexChange(List.of(), List.of(entries), new IndexPosition("base", 1)));
    }

    private List<UUID> searchIn(EmbeddingSpace space, float[] vector) {
        return models()
                .of(space)
                .active()
                .search(new IndexQuery(vector, "", SearchMode.DENSE, IndexFilter.in("default"), 5))
                .stream()
                .map(IndexHit::document)
                .toList();
    }

    private void switchFromOneToTwo() {
        add(1, entry(ONE, 0, "default", axis(0)));
        indexes()
                .building()
                .apply(new IndexChange(
                        List.of(), List.of(entry(TWO, 0, "default", axis(0))), new IndexPosition("base", 2)));
        indexes().activate();
    }
}
