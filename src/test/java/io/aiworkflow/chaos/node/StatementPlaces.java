package io.aiworkflow.chaos.node;

import java.util.Locale;

/** Which statement of the engine is which, by the tables and columns that it writes. */
final class StatementPlaces {
    private StatementPlaces() {}

    /** One of heartbeat, claim, intent, journal and complete, or empty for any other statement. */
    static String of(String sql) {
        String text = sql.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        if (text.contains("insert into worker ")) {
            return "heartbeat";
        }
        if (text.contains("insert into effect")) {
            return "intent";
        }
        if (text.contains("insert into run_step ") && !text.contains("run_step_history")) {
            return "journal";
        }
        if (text.contains("update run") && text.contains("set state = 'running'")) {
            return "claim";
        }
        if (text.contains("update run") && text.contains("result = ") && text.contains("finished_at = ")) {
            return "complete";
        }
        return "";
    }
}
