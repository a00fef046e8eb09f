package io.aiworkflow.maintenance;

/** A chore is called as its workflow, without the beginning that all of them have. */
final class JobName {
    static final String PREFIX = "maintenance-";

    private JobName() {}

    static String ofWorkflow(String workflow) {
        return workflow.startsWith(PREFIX) ? workflow.substring(PREFIX.length()) : workflow;
    }

    static boolean isJob(String workflow) {
        return workflow.startsWith(PREFIX);
    }

    static String workflowOf(String job) {
        return PREFIX + job;
    }
}
