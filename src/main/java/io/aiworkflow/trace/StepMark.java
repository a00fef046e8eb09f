package io.aiworkflow.trace;

/** How a step of a run stands, as a diagram shows it: by colour, and by a word for those who do not see it. */
enum StepMark {
    DONE("done", "#1d7a46", "#e6f4ec"),
    FAILED("failed", "#b3261e", "#fbe9e7"),
    RUNNING("runs now", "#1f5fbf", "#e3edfb"),
    WAITING("waits", "#8a5a00", "#fff3d6"),
    NONE("", "#5b6675", "#ffffff");

    private final String word;
    private final String line;
    private final String ground;

    StepMark(String word, String line, String ground) {
        this.word = word;
        this.line = line;
        this.ground = ground;
    }

    String word() {
        return word;
    }

    String line() {
        return line;
    }

    String ground() {
        return ground;
    }
}
