package io.aiworkflow.identity;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The audit for those who read it. It writes nothing but the mark up to where it was verified. */
@Component
public class SecurityEventLog {
    /** The media type of an export. */
    public static final String EXPORT_TYPE = "application/x-ndjson";

    private static final int EXPORT_PAGE = 500;

    private final JdbcSecurityEventPages pages;
    private final JdbcSecurityEventChain chain;

    SecurityEventLog(JdbcSecurityEventPages pages, JdbcSecurityEventChain chain) {
        this.pages = pages;
        this.chain = chain;
    }

    /**
     * One page of events, the newest first.
     *
     * @param before the number of the last event of the page before
     */
    public List<StoredSecurityEvent> list(SecurityEventFilter filter, Optional<Long> before, int limit) {
        return pages.newest(filter, before, limit);
    }

    /**
     * Writes the events that there are now as JSON, one on a line, the oldest first. No connection to the database is
     * held while the reader takes his time.
     *
     * @return how many there were
     */
    public long export(SecurityEventFilter filter, OutputStream out) throws IOException {
        long last = pages.last();
        long written = 0;
        long after = 0;
        List<StoredSecurityEvent> page;
        do {
            page = pages.oldest(filter, after, last, EXPORT_PAGE);
            for (StoredSecurityEvent event : page) {
                out.write((event.toLine() + "\n").getBytes(StandardCharsets.UTF_8));
                after = event.id();
                written++;
            }
            out.flush();
        } while (page.size() == EXPORT_PAGE);
        return written;
    }

    /** Checks that no event was changed, replaced or removed since it was written. */
    public ChainReport verify() {
        ChainReport report = ChainVerification.of(chain);
        if (report.isIntact() && report.events() > 0) {
            chain.confirm(report.last(), report.hash());
        }
        return report;
    }
}
