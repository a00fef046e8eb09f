package io.aiworkflow.maintenance;

import io.aiworkflow.maintenance.JobFiles.Fault;
import io.aiworkflow.maintenance.MaintenanceJobs.KnownJob;
import io.aiworkflow.operations.EngineHealth;
import io.aiworkflow.platform.DataProperties;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Puts together what a report tells, section by section, as plain values. A section that fails leaves the others alone. */
@Component
class ReportFigures {
    private static final Duration AHEAD = Duration.ofDays(1);

    private final JdbcReportFigures counts;
    private final JdbcSecurityDigest security;
    private final MaintenanceJobs jobs;
    private final EngineHealth health;
    private final Path data;

    ReportFigures(
            JdbcReportFigures counts,
            JdbcSecurityDigest security,
            MaintenanceJobs jobs,
            EngineHealth health,
            DataProperties data) {
        this.counts = counts;
        this.security = security;
        this.jobs = jobs;
        this.health = health;
        this.data = data.directory();
    }

    void gather(ReportKind kind, Instant from, Instant until, JobWork work) throws InterruptedException {
        work.part("services", this::services);
        work.part("runs", () -> counts.runs(from, until));
        work.part("runsBefore", () -> counts.runs(from.minus(kind.period()), from));
        work.part("failures", () -> counts.failures(from, until));
        work.part("slowest", () -> counts.slowest(from, until));
        work.part("queue", counts::queue);
        work.part("schedules", () -> counts.schedules(from, until));
        work.part("tokens", () -> counts.tokens(from, until));
        work.part("securityFailures", () -> security.failures(from, until));
        work.part("securityEvents", () -> security.byKind(from, until));
        work.part("capacity", counts::capacity);
        work.part("machine", this::machine);
        List<KnownJob> all = jobs.all();
        work.part("maintenance", () -> all.stream().map(ReportFigures::outcome).toList());
        work.part("planned", () -> planned(all, until));
    }

    /** Within the time that a health check has: a server that hangs must not keep the report from being made. */
    private List<Map<String, Object>> services() {
        List<Map<String, Object>> found = new ArrayList<>();
        health.report().checks().forEach((part, report) -> {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("part", part);
            told.put("ok", report.isOk());
            told.put("detail", report.detail());
            found.add(told);
        });
        return found;
    }

    /** Of the machine that makes the report. */
    private Map<String, Object> machine() throws IOException {
        Path there = data.toAbsolutePath();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        FileStore store = Files.getFileStore(there);
        Runtime runtime = Runtime.getRuntime();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("diskBytes", store.getTotalSpace());
        told.put("diskFreeBytes", store.getUsableSpace());
        told.put("heapUsedBytes", runtime.totalMemory() - runtime.freeMemory());
        told.put("heapMostBytes", runtime.maxMemory());
        told.put("load", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        told.put("processors", runtime.availableProcessors());
        return told;
    }

    private static Map<String, Object> outcome(KnownJob job) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("job", job.name());
        told.put("outcome", job.state().outcome());
        told.put("overdue", job.overdue());
        told.put("paused", job.state().isPaused());
        told.put("lastDoneAt", text(job.state().lastDoneAt()));
        told.put("durationMs", job.state().durationMs());
        told.put("error", job.state().error());
        told.put(
                "fileState",
                job.fault()
                        .filter(fault -> job.isInTroubleByItsFile())
                        .map(Fault::state)
                        .orElse(null));
        return told;
    }

    private static List<Map<String, Object>> planned(List<KnownJob> all, Instant until) {
        return all.stream()
                .filter(job -> !job.state().isPaused())
                .filter(job -> job.next()
                        .filter(next -> next.isBefore(until.plus(AHEAD)))
                        .isPresent())
                .sorted(Comparator.comparing(job -> job.next().orElseThrow()))
                .map(job -> Map.<String, Object>of(
                        "job", job.name(), "at", text(job.next().orElseThrow())))
                .toList();
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
