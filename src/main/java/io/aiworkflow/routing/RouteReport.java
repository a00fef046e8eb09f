package io.aiworkflow.routing;

import io.aiworkflow.platform.SecurityEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of one file of the routes folder.
 *
 * @param file path below the routes folder
 * @param hash SHA-256 of the file, as {@code sha256sum} prints it; empty when it is gone or could not be read
 * @param owner whom the file belongs to; empty when it is gone
 * @param rule the id of the rule that it breaks; empty when it breaks none
 * @param line where the fault is, counted from 1; 0 when there is none
 * @param reason why it was refused; empty when it was not
 */
record RouteReport(String file, Change change, String hash, String owner, String rule, int line, String reason) {
    enum Change {
        LOADED,
        REFUSED,
        REMOVED
    }

    static RouteReport loaded(String file, String hash, String owner) {
        return new RouteReport(file, Change.LOADED, hash, owner, "", 0, "");
    }

    static RouteReport refused(RefusedFile refused, String hash, String owner) {
        return new RouteReport(
                refused.file(), Change.REFUSED, hash, owner, refused.rule(), refused.line(), refused.reason());
    }

    static RouteReport removed(String file) {
        return new RouteReport(file, Change.REMOVED, "", "", "", 0, "");
    }

    /** @param loadedBefore the hash of what was loaded of the file; empty when nothing was */
    SecurityEvent event(String loadedBefore) {
        Map<String, String> details = new LinkedHashMap<>();
        if (change == Change.REFUSED) {
            details.put("rule", rule);
            details.put("line", String.valueOf(line));
            details.put("reason", reason);
            put(details, "serving", loadedBefore);
        } else {
            details.put("change", change == Change.LOADED ? "loaded" : "removed");
            put(details, "replaced", loadedBefore);
        }
        put(details, "sha256", hash);
        put(details, "owner", owner);
        return new SecurityEvent(
                change == Change.REFUSED ? SecurityEvent.Type.ROUTE_REFUSE : SecurityEvent.Type.ROUTE_LOAD,
                "engine",
                "route:" + file,
                "",
                change == Change.REFUSED ? SecurityEvent.Outcome.DENIED : SecurityEvent.Outcome.SUCCESS,
                details);
    }

    private static void put(Map<String, String> details, String name, String value) {
        if (!value.isEmpty()) {
            details.put(name, value);
        }
    }
}
