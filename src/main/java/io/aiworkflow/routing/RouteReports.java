package io.aiworkflow.routing;

import java.util.List;

/** Where it is kept what became of the files of the routes folder. */
interface RouteReports {
    /** Keeps all of it or nothing, and only what nobody has reported yet. */
    void write(List<RouteReport> reports);
}
