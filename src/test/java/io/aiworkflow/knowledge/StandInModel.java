package io.aiworkflow.knowledge;

import io.aiworkflow.platform.AuthorResources;
import io.aiworkflow.platform.RoutesProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** Stands for a language model: it remembers its prompts and gives the answer, or the failure, that a test sets. */
public final class StandInModel {
    static final String KAMELET = """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: {name: ollama-chat-action}
            spec:
              definition:
                title: A stand-in
                properties:
                  prompt: {type: string}
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - setProperty: {name: prompt, constant: "{{prompt}}"}
                    - bean: {ref: model, method: ask}
            """;

    private final AuthorResources resources = new AuthorResources(new RoutesProperties(Path.of("routes")));
    private final List<String> prompts = new ArrayList<>();
    private Supplier<String> answer = () -> "";

    void willAnswer(Supplier<String> next) {
        answer = next;
    }

    List<String> prompts() {
        return prompts;
    }

    public String ask(@ExchangeProperty("prompt") String prompt, Exchange exchange) {
        String text = resources.read(prompt.replace("resource:", ""));
        prompts.add(exchange.getContext()
                .resolveLanguage("simple")
                .createExpression(text)
                .evaluate(exchange, String.class));
        return answer.get();
    }
}
