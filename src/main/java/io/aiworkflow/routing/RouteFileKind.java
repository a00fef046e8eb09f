package io.aiworkflow.routing;

/** What a file of the routes folder is for, which decides where it lies, how it is called and what it may use. */
enum RouteFileKind {
    KAMELET("kamelets", ".kamelet.yaml"),
    WORKFLOW("workflows", ".camel.yaml"),
    INTAKE("intake", ".camel.yaml");

    private final String folder;
    private final String suffix;

    RouteFileKind(String folder, String suffix) {
        this.folder = folder;
        this.suffix = suffix;
    }

    String folder() {
        return folder;
    }

    String suffix() {
        return suffix;
    }
}
