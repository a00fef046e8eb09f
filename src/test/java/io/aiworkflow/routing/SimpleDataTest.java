package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What data holds is never evaluated by the functions that authors may use. Camel's functions take other expressions as
 * arguments, and a release that evaluated their results would hand the engine to whoever sends the data.
 */
class SimpleDataTest {
    private static final List<String> EXPRESSIONS = List.of(
            "${body[t]}",
            "${variable.t}",
            "${header.t}",
            "${exchangeProperty.t}",
            "${body[list].size()}",
            "${body.getOrDefault('t',1)}",
            "${bodyAs(String)}",
            "${bodyOneLine}",
            "${collate(${body[n]})}",
            "${date:now:yyyy} ${body[t]}",
            "${date-with-timezone:now:UTC:yyyy} ${body[t]}",
            "${empty(list)} ${body[t]}",
            "${exception.message}",
            "${exchangeId} ${fromRouteId} ${routeId} ${stepId} ${id} ${messageTimestamp} ${uuid} ${null} ${body[t]}",
            "${hash(${body[t]})}",
            "${headers}",
            "${iif(${body[t]} == 'x',${body[t]},${body[t]})}",
            "${iif(${body[t]} contains '$',${variable.t},x)}",
            "${join(',',' ',${body[list]})}",
            "${join(',',' ',${body[t]})}",
            "${jsonpath(${body[t]})}",
            "${jsonpath($.t)}",
            "${list(${body[t]},${body[t]})}",
            "${map('a',${body[t]},'b',${variable.t})}",
            "${pretty(${body[t]})}",
            "${prettyBody}",
            "${random(${body[t]},10)}",
            "${replace(a,b,${body[t]})}",
            "${skip(${body[n]})}",
            "${substring(1,${body[t]})}",
            "${substring(0,0,${body[t]})}",
            "${variables}");

    private static final List<String> ATTACKS = List.of(
            "${sys:aiworkflow.canary}",
            "$simple{sys:aiworkflow.canary}",
            "sys:aiworkflow.canary",
            "{{sys:aiworkflow.canary}}",
            "'${sys:aiworkflow.canary}'",
            "',${sys:aiworkflow.canary},'",
            "x) ${sys:aiworkflow.canary} (",
            "x]}${sys:aiworkflow.canary}${body[y",
            "${bean:traitor}",
            "bean:traitor",
            "${body.getClass().getName()}");

    private static final String CANARY = "it-was-evaluated";
    private static final CamelContext CAMEL = new DefaultCamelContext();

    @BeforeAll
    static void start() {
        System.setProperty("aiworkflow.canary", CANARY);
        CAMEL.getRegistry().bind("traitor", new Traitor());
        CAMEL.start();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
        System.clearProperty("aiworkflow.canary");
    }

    static Stream<String> expressions() {
        return EXPRESSIONS.stream();
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void dataIsNotEvaluated(String expression) {
        assertThat(SimpleRules.fault(expression)).isEmpty();
        for (String attack : ATTACKS) {
            assertThat(evaluate(expression, attack))
                    .as("%s with %s", expression, attack)
                    .doesNotContain(CANARY, "java.util");
        }
    }

    @Test
    void everyFunctionIsTried() {
        String all = String.join(" ", EXPRESSIONS);
        assertThat(AuthorPolicy.SIMPLE_FUNCTIONS)
                .allSatisfy(function ->
                        assertThat(all).containsPattern("\\$\\{" + java.util.regex.Pattern.quote(function) + "[}(:]"));
    }

    private static String evaluate(String expression, String attack) {
        Exchange exchange = new DefaultExchange(CAMEL);
        exchange.getMessage().setBody(Map.of("t", attack, "n", 2, "list", List.of(attack, attack)));
        exchange.getMessage().setHeader("t", attack);
        exchange.setVariable("t", attack);
        exchange.setProperty("t", attack);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException(attack));
        try {
            Object value =
                    CAMEL.resolveLanguage("simple").createExpression(expression).evaluate(exchange, Object.class);
            return value instanceof Object[] array ? Arrays.toString(array) : String.valueOf(value);
        } catch (RuntimeException e) {
            // A function that does not take such a value has not evaluated it.
            return String.valueOf(e.getMessage()).contains(CANARY) ? CANARY : "";
        }
    }

    /** Tells that it was called. */
    public static final class Traitor {
        public String call() {
            return CANARY;
        }
    }
}
