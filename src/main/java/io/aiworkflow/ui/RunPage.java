package io.aiworkflow.ui;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.RunState;
import io.aiworkflow.run.VisibleRuns;
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

/** One run: its input, its result or error, and its steps. */
@Controller
@Profile("webui")
class RunPage {
    private final VisibleRuns runs;
    private final RunJournal journal;

    RunPage(VisibleRuns runs, RunJournal journal) {
        this.runs = runs;
        this.journal = journal;
    }

    @GetMapping("/runs/{id}")
    String run(@PathVariable UUID id, Model page) {
        Run run = runs.find(id);
        page.addAttribute("run", RunRow.of(run));
        page.addAttribute("facts", facts(run));
        page.addAttribute("error", run.error());
        page.addAttribute("input", pretty(run.input()));
        page.addAttribute("result", pretty(run.result()));
        page.addAttribute("steps", journal.steps(id).stream().map(StepRow::of).toList());
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
    private static Map<String, Object> facts(Run run) {
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
