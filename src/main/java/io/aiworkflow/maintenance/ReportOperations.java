package io.aiworkflow.maintenance;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Lets operators read the reports. */
@Component
@Profile("api")
class ReportOperations {
    private final JdbcReports reports;

    ReportOperations(JdbcReports reports) {
        this.reports = reports;
    }

    /** Newest first, without their texts and figures. */
    Reply list(Message request) {
        Optional<ReportKind> kind = RequestParts.text(request, "kind").map(ReportOperations::kind);
        int limit = RequestParts.limit(request);
        List<Report> page = reports.list(kind, RequestParts.cursor(request), limit + 1);
        List<Report> shown = page.subList(0, Math.min(limit, page.size()));
        Map<String, Object> listing = new LinkedHashMap<>();
        listing.put("reports", shown.stream().map(Report::withoutContent).toList());
        if (page.size() > limit) {
            listing.put("next", shown.get(limit - 1).id().toString());
        }
        return Reply.ok(listing);
    }

    Reply get(Message request) {
        return Reply.ok(reports.find(RequestParts.id(request, "report", ErrorCode.NOT_FOUND))
                .orElseThrow(() -> new PermanentException(ErrorCode.NOT_FOUND, "there is no such report")));
    }

    private static ReportKind kind(String name) {
        return ReportKind.ofWireName(name)
                .orElseThrow(() -> new PermanentException(
                        ErrorCode.MALFORMED_REQUEST, "kind must be one of morning, evening, weekly, monthly"));
    }
}
