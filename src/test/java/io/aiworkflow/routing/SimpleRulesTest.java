package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "no function at all",
                "${body}",
                "${body[text]}",
                "${body[passages][0][text]}",
                "${body?[maybe]}",
                "Answer: ${variable.answer} (${header.Accept-Language})",
                "${variable:answer}",
                "${variables.answer[text]}",
                "${exchangeProperty.CamelSplitIndex}",
                "${exchangeProperty[CamelSplitIndex]}",
                "${header.count} > 10 && ${body[kind]} == 'mail'",
                "${exception.message}",
                "${uuid}",
                "${body.isEmpty()}",
                "${body[words].size()}",
                "${body.getOrDefault('sentences', 3)}",
                "${date:now:yyyy-MM-dd}",
                "${random(1,10)}",
                "${bodyAs(String)}",
                "${mandatoryBodyAs(java.util.Map)}",
                "${iif(${body[a]} > 1,'many','one')}",
                "${join(',',' ',${body[words]})}",
                "${jsonpath($.a)}",
                "$simple{body[text]}",
                "{\"json\": \"${body[text]}\"}"
            })
    void allowsDataAndFunctions(String text) {
        assertThat(SimpleRules.fault(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${bean:x}",
                "${bean(x.y)}",
                "${ref:x}",
                "${type:java.lang.System.out}",
                "${env.HOME}",
                "${env:HOME}",
                "${sys.user.dir}",
                "${sysenv.HOME}",
                "${properties:secret}",
                "${propertiesExist:secret}",
                "${camelContext}",
                "${exchange}",
                "${exchange.context.stop}",
                "${in.body.class}",
                "${exception}",
                "${exception.stackTrace[0].class}",
                "${body.class}",
                "${body.getBytes()}",
                "${body[a].class}",
                "${body[a].get(0)}",
                "${body(x)}",
                "${body.isEmpty().class}",
                "${body.getOrDefault('a', ${env:HOME})}",
                "${body.contains(${bean:x})}",
                "${header.a.class}",
                "${headers.a.class}",
                "${variable.a.b}",
                "${exchangeProperty.a.b()}",
                "${bodyAs(java.net.URL)}",
                "${bodyAs(String).bytes}",
                "${messageAs(java.lang.String)}",
                "${headerAs(a,java.io.File)}",
                "${attachments}",
                "${originalBody.class}",
                "${jsonpath(${bean:x},$.a)}",
                "${body[${env:HOME}]}",
                "$init{ x }init$",
                "${"
            })
    void refusesWhatReachesFurther(String text) {
        assertThat(SimpleRules.fault(text)).isPresent();
    }
}
