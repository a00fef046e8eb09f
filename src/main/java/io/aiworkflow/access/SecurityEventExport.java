package io.aiworkflow.access;

import io.aiworkflow.identity.SecurityEventFilter;
import io.aiworkflow.identity.SecurityEventLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Sends the audit as a file, row by row, however long it is. Camel would gather it in memory. */
@Controller
@Profile("api")
class SecurityEventExport {
    private final SecurityEventLog log;

    SecurityEventExport(SecurityEventLog log) {
        this.log = log;
    }

    @GetMapping("/api/v1/admin/security-events/export")
    void export(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SecurityEventFilter filter =
                SecurityEventOperations.filter(name -> Optional.ofNullable(request.getParameter(name)));
        response.setContentType(SecurityEventLog.EXPORT_TYPE);
        response.setHeader("Content-Disposition", "attachment; filename=\"security-events.ndjson\"");
        log.export(filter, response.getOutputStream());
    }
}
