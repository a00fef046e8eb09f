package io.aiworkflow.ui;

import io.aiworkflow.platform.CurrentSubmitter;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.routing.RouteLoader;
import io.aiworkflow.run.RunFilter;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.RunStore;
import io.aiworkflow.run.VisibleRuns;
import io.aiworkflow.workflow.WorkflowCatalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The first page: how many runs are where, which workflows there are, which files were refused, and the latest runs. */
@Controller
@Profile("webui")
class OverviewPage {
    private static final int LATEST = 20;

    private final WorkflowCatalogue catalogue;
    private final RouteLoader loader;
    private final RunStore runs;
    private final VisibleRuns visible;
    private final CurrentSubmitter current;

    OverviewPage(
            WorkflowCatalogue catalogue,
            RouteLoader loader,
            RunStore runs,
            VisibleRuns visible,
            CurrentSubmitter current) {
        this.catalogue = catalogue;
        this.loader = loader;
        this.runs = runs;
        this.visible = visible;
        this.current = current;
    }

    @GetMapping("/")
    String overview(Model page) {
        UserRole role = current.get().role();
        page.addAttribute("counts", role.includes(UserRole.OPERATOR) ? counts() : Map.of());
        page.addAttribute(
                "workflows",
                catalogue.list().stream()
                        .filter(workflow -> role.includes(workflow.role()))
                        .toList());
        page.addAttribute("refused", role.includes(UserRole.AUTHOR) ? loader.refused() : List.of());
        page.addAttribute(
                "runs",
                runs
                        .list(new RunFilter(
                                Optional.empty(), Optional.empty(), visible.submitters(), Optional.empty(), LATEST))
                        .stream()
                        .map(RunRow::of)
                        .toList());
        return "overview";
    }

    private Map<RunState, Long> counts() {
        Map<RunState, Long> counts = new TreeMap<>(runs.countByState());
        for (RunState state : RunState.values()) {
            counts.putIfAbsent(state, 0L);
        }
        return counts;
    }
}
