package io.aiworkflow.workflow;

import java.util.Locale;

/** What becomes of an unfinished run whose workflow has changed and whose own version cannot be had any more. */
public enum OnChange {
    /** It goes on with the current version, and finished steps are taken from the journal. */
    RESUME,
    /** It forgets its journal and begins anew on the current version. */
    RESTART,
    /** It fails, so that a person decides. */
    FAIL;

    /** The value of the option. */
    public String optionValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
