package io.aiworkflow.intake;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** The page that shows the OpenAPI document and tries it out. */
@Controller
@Profile("api")
class DocsPage {
    @GetMapping("/docs")
    String docs() {
        return "docs";
    }
}
