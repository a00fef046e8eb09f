package io.aiworkflow.ui;

import io.aiworkflow.routing.RouteLoader;
import io.aiworkflow.run.RunFilter;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.RunStore;
import io.aiworkflow.workflow.WorkflowCatalogue;
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

    OverviewPage(WorkflowCatalogue catalogue, RouteLoader loader, RunStore runs) {
        this.catalogue = catalogue;
        this.loader = loader;
        this.runs = runs;
    }

    @GetMapping("/")
    String overview(Model page) {
        Map<RunState, Long> counts = new TreeMap<>(runs.countByState());
        for (RunState state : RunState.values()) {
            counts.putIfAbsent(state, 0L);
        }
        page.addAttribute("counts", counts);
        page.addAttribute("workflows", catalogue.list());
        page.addAttribute("refused", loader.refused());
        page.addAttribute(
                "runs",
                runs.list(new RunFilter(Optional.empty(), Optional.empty(), Optional.empty(), LATEST)).stream()
                        .map(RunRow::of)
                        .toList());
        return "overview";
    }
}
