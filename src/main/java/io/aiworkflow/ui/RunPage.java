package io.aiworkflow.ui;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.EngineException;
import io.aiworkflow.run.Run;
import io.aiworkflow.run.RunJournal;
import io.aiworkflow.run.Runs;
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
    private final Runs runs;
    private final RunJournal journal;

    RunPage(Runs runs, RunJournal journal) {
        this.runs = runs;
        this.journal = journal;
    }

    @GetMapping("/runs/{id}")
    String run(@PathVariable UUID id, Model page) {
        Run run = runs.find(id);
        page.addAttribute("run", RunRow.of(run));
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

    private static String pretty(JsonNode json) {
        return json == null ? null : json.toPrettyString();
    }
}
