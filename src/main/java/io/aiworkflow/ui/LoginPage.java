package io.aiworkflow.ui;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Where people log in who use a browser. The form talks to the REST door for logins. */
@Controller
@Profile("webui")
class LoginPage {
    @GetMapping("/login")
    String login() {
        return "login";
    }
}
