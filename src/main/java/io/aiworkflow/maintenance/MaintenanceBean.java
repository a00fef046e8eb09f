package io.aiworkflow.maintenance;

import io.aiworkflow.console.ConsoleBean;
import io.aiworkflow.console.Sample;
import io.aiworkflow.maintenance.MaintenanceJobs.KnownJob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The chores in the console. */
@Configuration(proxyBeanMethods = false)
@Profile("webui")
class MaintenanceBean {
    private static final Duration SEEN = Duration.ofSeconds(5);

    @Bean
    ConsoleBean<MaintenanceMXBean> maintenanceInConsole(MaintenanceJobs jobs, JobControl control) {
        return new ConsoleBean<>("maintenance", MaintenanceMXBean.class, new Jobs(jobs, control));
    }

    private static final class Jobs implements MaintenanceMXBean {
        private final JobControl control;
        private final Sample<List<KnownJob>> jobs;

        Jobs(MaintenanceJobs jobs, JobControl control) {
            this.control = control;
            this.jobs = new Sample<>(SEEN, jobs::all);
        }

        @Override
        public String[] getJobs() {
            return jobs.get().stream().map(Jobs::line).toArray(String[]::new);
        }

        @Override
        public String[] getPaused() {
            return names(job -> job.state().isPaused());
        }

        @Override
        public String[] getOverdue() {
            return names(KnownJob::overdue);
        }

        @Override
        public String run(String job) {
            return control.run(control.required(job), Optional.empty()).id().toString();
        }

        @Override
        public void pause(String job) {
            control.pause(control.required(job));
            jobs.forget();
        }

        @Override
        public void resume(String job) {
            control.resume(control.required(job));
            jobs.forget();
        }

        private String[] names(Predicate<KnownJob> which) {
            return jobs.get().stream().filter(which).map(KnownJob::name).toArray(String[]::new);
        }

        private static String line(KnownJob job) {
            JobState state = job.state();
            String next = state.isPaused()
                    ? "paused by " + state.pausedBy()
                    : job.next().map(time -> "next " + time).orElse("not planned");
            String last = state.outcome() == null
                    ? "has not run yet"
                    : "%s %s after %d ms".formatted(state.outcome(), state.finishedAt(), state.durationMs());
            String said = state.hasFailed() ? state.error() : state.summary();
            String file = job.fault()
                    .map(fault -> "; file " + fault.state() + ": " + fault.reason())
                    .orElse("");
            return "%s: %s; %s%s%s".formatted(job.name(), next, last, said == null ? "" : ": " + said, file);
        }
    }
}
