package io.aiworkflow.agent;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.springframework.boot.convert.DurationStyle;

/**
 * How much a model may do before it has to answer.
 *
 * @param turns how often it is asked; the last time without tools
 * @param calls how many calls it may ask for, those that are refused included
 * @param time after which the model's wishes are refused, counted from the start of the first attempt
 */
record AgentBounds(int turns, int calls, Duration time) {
    private static final int MOST_TURNS = 50;
    private static final int MOST_CALLS = 200;

    AgentBounds {
        require(turns >= 1 && turns <= MOST_TURNS, "maxTurns must be from 1 to " + MOST_TURNS);
        require(calls >= 0 && calls <= MOST_CALLS, "maxCalls must be from 0 to " + MOST_CALLS);
        require(!time.isNegative() && !time.isZero(), "maxTime must be a duration such as 10m");
    }

    /** @throws IllegalArgumentException when a setting cannot be read */
    static AgentBounds take(Exchange exchange) {
        return new AgentBounds(
                number(exchange, "agent.maxTurns"),
                number(exchange, "agent.maxCalls"),
                DurationStyle.detectAndParse(text(exchange, "agent.maxTime")));
    }

    private static int number(Exchange exchange, String property) {
        String text = text(exchange, property);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no whole number".formatted(text), e);
        }
    }

    private static String text(Exchange exchange, String property) {
        return String.valueOf(exchange.removeProperty(property)).strip();
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(rule);
        }
    }
}
