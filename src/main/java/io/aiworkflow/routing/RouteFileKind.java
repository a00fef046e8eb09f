package io.aiworkflow.routing;

/** What a file of the routes folder is for, which decides where it lies, how it is called and what it may use. */
enum RouteFileKind {
    KAMELET("kamelets", ".kamelet.yaml"),
    WORKFLOW("workflows", ".camel.yaml"),
    INTAKE("intake", ".camel.yaml"),
    /** The engine's own chores, for operators only. */
    MAINTENANCE("maintenance", ".camel.yaml");

    /** How each workflow in maintenance/ begins, and no other. */
    static final String MAINTENANCE_PREFIX = "maintenance-";

    private final String folder;
    private final String suffix;

    RouteFileKind(String folder, String suffix) {
        this.folder = folder;
        this.suffix = suffix;
    }

    /** The kind of the file that a workflow comes from. */
    static RouteFileKind ofWorkflow(String name) {
        return name.startsWith(MAINTENANCE_PREFIX) ? MAINTENANCE : WORKFLOW;
    }

    boolean isWorkflow() {
        return this == WORKFLOW || this == MAINTENANCE;
    }

    String folder() {
        return folder;
    }

    String suffix() {
        return suffix;
    }
}
