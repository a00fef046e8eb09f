package io.aiworkflow.ui;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.VisibleRuns;
import io.aiworkflow.trace.RunTimeline;
import io.aiworkflow.trace.RunTimelines;
import io.aiworkflow.trace.WorkflowDiagrams;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.ModelAndView;

/** One run: its input, its result or error, when its steps and waits were, and a drawing of where it stands. */
@Controller
@Profile("webui")
class RunPage {
    private final VisibleRuns runs;
    private final RunTimelines timelines;
    private final WorkflowDiagrams diagrams;

    RunPage(VisibleRuns runs, RunTimelines timelines, WorkflowDiagrams diagrams) {
        this.runs = runs;
        this.timelines = timelines;
        this.diagrams = diagrams;
    }

    @GetMapping("/runs/{id}")
    String run(@PathVariable UUID id, Model page) {
        Run run = runs.find(id);
        page.addAttribute("run", RunRow.of(run));
        RunTimeline timeline = timelines.of(run);
        page.addAttribute("facts", facts(run, timeline));
        page.addAttribute("error", run.error());
        page.addAttribute("input", pretty(run.input()));
        page.addAttribute("result", pretty(run.result()));
        page.addAttribute("timeline", TimelineRow.of(timeline.entries()));
        page.addAttribute("attempts", timeline.attemptHistory());
        page.addAttribute("more", timeline.more());
        page.addAttribute("drawable", diagrams.canDraw(run));
        return "run";
    }

    @ExceptionHandler(EngineException.class)
    ModelAndView failure(EngineException failure) {
        ModelAndView page =
                new ModelAndView("failure", HttpStatus.valueOf(failure.code().status()));
        page.addObject("title", failure.code().title());
        page.addObject("detail", failure.getMessage());
        return page;
    }

    /** What is not the same for every run. */
    private static Map<String, Object> facts(Run run, RunTimeline timeline) {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (run.state() == RunState.WAITING && run.waitsFor() != null) {
            facts.put("waits for", run.waitsFor().wireName());
        }
        if (run.stuck()) {
            facts.put("stuck", "a step of the last attempt did not heed its interrupt");
        }
        if (run.state() == RunState.CANCELLED) {
            facts.put("cancelled by", run.cancelledBy());
            facts.put("reason", run.cancelReason());
        }
        facts.put("executed on", timeline.worker());
        facts.put("attempts begun", timeline.attempts());
        facts.put("attempts used up", run.attempts());
        facts.put("crashes", run.crashes());
        facts.put("replays", run.replays());
        facts.values().removeIf(value -> value == null || value.equals(0));
        return facts;
    }

    private static String pretty(JsonNode json) {
        return json == null ? null : json.toPrettyString();
    }
}
