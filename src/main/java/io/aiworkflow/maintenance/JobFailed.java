package io.aiworkflow.maintenance;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;

/** Parts of a chore were not done. Its next run by schedule tries again. */
class JobFailed extends PermanentException {
    private static final long serialVersionUID = 1L;

    JobFailed(String message) {
        super(ErrorCode.WORKFLOW_FAILED, message);
    }
}
