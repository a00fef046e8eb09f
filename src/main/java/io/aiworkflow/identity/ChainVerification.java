package io.aiworkflow.identity;

import io.aiworkflow.identity.ChainReport.Broken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Calculates the chain of security events again, from where it begins to the event that was the last one when the
 * verification began. It changes nothing.
 */
final class ChainVerification {
    private static final int PAGE = 1000;
    private static final ChainAnchor START = new ChainAnchor(0, true, "0".repeat(64));

    private final JdbcSecurityEventChain chain;
    private final List<ChainAnchor> anchors;
    private final Map<Long, String> known;
    private ChainLink last;
    private long events;

    private ChainVerification(JdbcSecurityEventChain chain, List<ChainAnchor> anchors) {
        this.chain = chain;
        this.anchors = anchors;
        this.known =
                anchors.stream().collect(Collectors.toMap(ChainAnchor::id, ChainAnchor::hash, (one, other) -> one));
        ChainAnchor start = anchors.stream()
                .filter(ChainAnchor::cut)
                .reduce((one, later) -> later)
                .orElse(START);
        this.last = new ChainLink(start.id(), "", start.hash(), "");
    }

    static ChainReport of(JdbcSecurityEventChain chain) {
        List<ChainAnchor> anchors = chain.anchors();
        ChainReport report = new ChainVerification(chain, anchors).run();
        List<ChainAnchor> now = chain.anchors();
        // What looks broken may have been cut off by retention meanwhile.
        return report.isIntact() || now.equals(anchors) ? report : new ChainVerification(chain, now).run();
    }

    private ChainReport run() {
        JdbcSecurityEventChain.Range range = chain.range();
        Optional<Broken> broken = beforeTheStart(range);
        List<ChainLink> page = List.of();
        do {
            if (broken.isEmpty()) {
                page = chain.after(last.id(), range.last(), PAGE);
                broken = firstBroken(page);
            }
        } while (broken.isEmpty() && page.size() == PAGE);
        return new ChainReport(events, last.id(), last.hash(), broken.or(this::cutEnd));
    }

    private Optional<Broken> beforeTheStart(JdbcSecurityEventChain.Range range) {
        return range.first() > 0 && range.first() <= last.id()
                ? Optional.of(new Broken(range.first(), "it should have gone with the events that retention removed"))
                : Optional.empty();
    }

    private Optional<Broken> firstBroken(List<ChainLink> page) {
        for (ChainLink link : page) {
            Optional<Broken> broken = fault(link);
            if (broken.isPresent()) {
                return broken;
            }
            last = link;
            events++;
        }
        return Optional.empty();
    }

    private Optional<Broken> fault(ChainLink link) {
        if (link.id() != last.id() + 1) {
            return Optional.of(new Broken(last.id() + 1, "it is missing"));
        }
        if (!link.isSound()) {
            return Optional.of(new Broken(link.id(), "its content does not fit its hash, so it was changed"));
        }
        if (!link.previousHash().equals(last.hash())) {
            return Optional.of(new Broken(
                    link.id(), "it does not continue event %d, so one of the two was replaced".formatted(last.id())));
        }
        if (!known.getOrDefault(link.id(), link.hash()).equals(link.hash())) {
            return Optional.of(
                    new Broken(link.id(), "it has another hash than when it was verified before, so it was replaced"));
        }
        return Optional.empty();
    }

    /** A chain whose end is cut off is sound in itself; only what was verified before gives it away. */
    private Optional<Broken> cutEnd() {
        return anchors.stream()
                .filter(anchor -> anchor.id() > last.id())
                .findFirst()
                .map(anchor -> new Broken(
                        last.id() + 1, "it is missing: events up to %d have been there".formatted(anchor.id())));
    }
}
