package io.aiworkflow.chaos;

import java.util.List;

/** All tests of the suite in the order in which they run. */
final class ChaosTests {
    private ChaosTests() {}

    static List<ChaosTest> all() {
        return List.of(
                new CrashStorm(),
                new LeaseRecovery(),
                new Zombies(),
                new Partition(),
                new RetriesAndDeadLetters(),
                new IdempotentIntake(),
                new DurableIntake(),
                new Fairness(),
                new Poison(),
                new CrashPoints(),
                new Overload(),
                new Histories(),
                new Drain(),
                new UnknownWork(),
                new DueSchedules());
    }
}
