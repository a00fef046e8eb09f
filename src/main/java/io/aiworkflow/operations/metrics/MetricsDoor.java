package io.aiworkflow.operations.metrics;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Shows the meters of this process to operators. Monitoring itself reads them at the management port. */
@Controller
class MetricsDoor {
    private final MetricsText text;

    MetricsDoor(MetricsText text) {
        this.text = text;
    }

    @GetMapping("/metrics")
    void metrics(HttpServletResponse response) throws IOException {
        response.setContentType(MetricsText.CONTENT_TYPE);
        text.writeTo(response.getOutputStream());
    }
}
