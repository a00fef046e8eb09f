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
 * @param result how many characters of a call's result it is told
 */
record AgentBounds(int turns, int calls, Duration time, int result) {
    private static final int MOST_TURNS = 50;
    private static final int MOST_CALLS = 200;
    private static final int SHORTEST_RESULT = 100;
    private static final int LONGEST_RESULT = 1_000_000;

    AgentBounds {
        require(turns >= 1 && turns <= MOST_TURNS, "maxTurns must be from 1 to " + MOST_TURNS);
        require(calls >= 0 && calls <= MOST_CALLS, "maxCalls must be from 0 to " + MOST_CALLS);
        require(!time.isNegative() && !time.isZero(), "maxTime must be a duration such as 10m");
        require(
                result >= SHORTEST_RESULT && result <= LONGEST_RESULT,
                "maxResult must be from %d to %d".formatted(SHORTEST_RESULT, LONGEST_RESULT));
    }

    /** @throws IllegalArgumentException when a setting cannot be read */
    static AgentBounds take(Exchange exchange) {
        return new AgentBounds(
                number(exchange, "agent.maxTurns"),
                number(exchange, "agent.maxCalls"),
                DurationStyle.detectAndParse(text(exchange, "agent.maxTime")),
                number(exchange, "agent.maxResult"));
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
