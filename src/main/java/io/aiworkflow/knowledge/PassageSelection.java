package io.aiworkflow.knowledge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses the passages to show: overlapping neighbours become one passage, and the same text is shown once. */
final class PassageSelection {
    /** Beyond this a joined passage would no longer point at anything. */
    private static final int LONGEST = 2500;

    private PassageSelection() {}

    /** @param found best first */
    static List<Passage> select(List<Passage> found, int limit) {
        List<Passage> selected = new ArrayList<>();
        for (Passage passage : found) {
            Optional<Passage> neighbour =
                    selected.stream().filter(passage::overlaps).findFirst();
            if (neighbour.isPresent()) {
                join(selected, neighbour.get(), passage);
            } else if (selected.size() < limit && selected.stream().noneMatch(other -> sameText(other, passage))) {
                selected.add(passage);
            }
        }
        return selected;
    }

    private static void join(List<Passage> selected, Passage neighbour, Passage passage) {
        Passage joined = neighbour.joined(passage);
        boolean reachesAnother = selected.stream().anyMatch(other -> other != neighbour && other.overlaps(joined));
        if (joined.text().length() <= LONGEST && !reachesAnother) {
            selected.set(selected.indexOf(neighbour), joined);
        }
    }

    private static boolean sameText(Passage one, Passage other) {
        return one.text().equals(other.text());
    }
}
