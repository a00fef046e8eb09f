package io.aiworkflow.run;

/** What a worker has to do about queued runs that may be what kills workers. */
public enum SuspectDuty {
    NONE,
    /** Execute one when nothing else is in hand. */
    WHEN_IDLE,
    /** Let what is in hand come to its end, claim nothing meanwhile, and then execute one. */
    NOW
}
