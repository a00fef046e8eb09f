package io.aiworkflow.run;

/**
 * The statements that write lines of the journal. The lock on the run makes a claim by somebody else wait, so that a
 * zombie's line can never follow it; and it gives the lines of one run their numbers in the order in which they are
 * committed. They hold no logic beside the SQL.
 */
final class JournalStatement {
    private JournalStatement() {}

    private static final String HELD = """
            with held as (
                select id from run where id = :run and token = :token and state = 'running' for no key update)""";

    /** A finished line stays; only its own attempt may write it again, when it does not know whether it arrived. */
    private static final String OVER_A_FAILURE = """

                on conflict (run_id, step, occurrence) do update
               set token = excluded.token, state = excluded.state, output = excluded.output,
                   payload = excluded.payload, error_code = excluded.error_code,
                   error_message = excluded.error_message, started_at = excluded.started_at,
                   finished_at = excluded.finished_at, seq = excluded.seq, failure_id = excluded.failure_id,
                   failures = run_step.failures
                              + case when run_step.failure_id = excluded.failure_id then 0 else excluded.failures end
             where run_step.state = 'failed' or run_step.token = excluded.token
            returning failures""";

    private static final String FINISHED_LINE = """

            insert into run_step (run_id, step, occurrence, token, state, output, payload, started_at, finished_at)
            select held.id, :step, :occurrence, :token, 'succeeded', %s,
                   ended.at - make_interval(secs => :seconds), ended.at
              from held, (select clock_timestamp() as at) ended""" + OVER_A_FAILURE;

    private static final String FAILED_LINE = """

            insert into run_step (run_id, step, occurrence, token, state, error_code, error_message, started_at,
                                  finished_at, failures, failure_id)
            select held.id, :step, :occurrence, :token, 'failed', :code, :message,
                   ended.at - make_interval(secs => :seconds), ended.at, :failures, :failure
              from held, (select clock_timestamp() as at) ended""" + OVER_A_FAILURE;

    /** The usual line: of a step without an effect and with an output of usual size, when there is no line of it yet. */
    static final String FIRST = """
            with held as (select id from run where id = ? and token = ? and state = 'running' for no key update)
            insert into run_step (run_id, step, occurrence, token, state, output, started_at, finished_at)
            select held.id, ?, ?, ?, 'succeeded', ?::json, ended.at - make_interval(secs => ?), ended.at
              from held, (select clock_timestamp() as at) ended""";

    private static final String APART = """
            ,
            apart as (
                insert into run_payload (run_id, step, occurrence, output)
                select held.id, :step, :occurrence, :output::json
                  from held
                    on conflict (run_id, step, occurrence) do update
                   set output = excluded.output)""";

    private static final String EFFECT = """
            ,
            effect_known as (
                update effect e
                   set state = '%s', token = :token, updated_at = now()
                  from held
                 where e.run_id = held.id and e.step = :step and e.occurrence = :occurrence)""";

    /**
     * @param apart whether the output is kept apart
     * @param effect whether the step's outside effect is done with it
     */
    static String succeeded(boolean apart, boolean effect) {
        return HELD
                + (apart ? APART : "")
                + (effect ? EFFECT.formatted(EffectState.DONE.wireName()) : "")
                + FINISHED_LINE.formatted(apart ? "null, true" : ":output::json, false");
    }

    /** @param effectNotMade whether the step's outside effect was certainly not made */
    static String failed(boolean effectNotMade) {
        return HELD + (effectNotMade ? EFFECT.formatted(EffectState.NOT_DONE.wireName()) : "") + FAILED_LINE;
    }
}
