package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.Rig;

/** One test of the suite. */
interface ChaosTest {
    /** By which it is chosen on the command line. */
    String name();

    /** What is done and what must hold, in one sentence for the report. */
    String criterion();

    void run(Rig rig, Scale scale, Findings findings) throws Exception;
}
