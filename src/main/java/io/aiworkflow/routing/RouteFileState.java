package io.aiworkflow.routing;

/**
 * What was last reported about a file. Nothing is an empty text.
 *
 * @param loaded the hash of what is loaded
 * @param refused the hash of what was refused after that
 * @param reason why
 */
record RouteFileState(String loaded, String refused, String reason) {
    static final RouteFileState NOTHING = new RouteFileState("", "", "");

    RouteFileState after(RouteReport report) {
        return switch (report.change()) {
            case LOADED -> new RouteFileState(report.hash(), "", "");
            case REFUSED -> new RouteFileState(loaded, report.hash(), report.reason());
            case REMOVED -> NOTHING;
        };
    }

    /** Whether the report tells of something that happened; that a refused change was taken back does not. */
    boolean isNews(RouteReport report) {
        return report.change() == RouteReport.Change.LOADED ? !loaded.equals(report.hash()) : !equals(after(report));
    }
}
