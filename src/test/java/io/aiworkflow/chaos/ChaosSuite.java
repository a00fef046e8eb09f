package io.aiworkflow.chaos;

import io.aiworkflow.chaos.rig.Rig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The crash suite: {@code ChaosSuite [--full] [--seed=N] [--list] [TEST…]}. It needs the folder with the compiled
 * engine as the working directory's {@code target}, and ends with exit code 1 when a test failed.
 */
public final class ChaosSuite {
    private static final Path TARGET = Path.of("target");
    private static final int MOST_REPEATS = 2;

    private ChaosSuite() {}

    public static void main(String[] args) {
        // Liquibase would tell of each change to each database.
        Logger.getLogger("").setLevel(Level.WARNING);
        int failed = 2;
        try {
            failed = run(args) == 0 ? 0 : 1;
        } catch (IOException | RuntimeException e) {
            e.printStackTrace(System.out);
        }
        // Threads of a test that went wrong must not keep the process alive.
        System.exit(failed);
    }

    private static long run(String[] args) throws IOException {
        List<ChaosTest> tests = ChaosTests.all();
        List<String> arguments = Arrays.asList(args);
        if (arguments.contains("--list")) {
            tests.forEach(test -> say("%-22s %s".formatted(test.name(), test.criterion())));
            return 0;
        }
        Scale scale = new Scale(arguments.contains("--full"), seed(arguments));
        List<ChaosTest> chosen = chosen(tests, arguments);
        ChaosReport report = new ChaosReport(scale);
        say("%s counts, seed %d, Java %s".formatted(scale, scale.seed(), Runtime.version()));
        try (Rig rig = new Rig(TARGET, libraries())) {
            for (ChaosTest test : chosen) {
                report.add(verdict(test, rig, scale));
                report.write(TARGET);
            }
        }
        say(report.summary());
        return report.failed();
    }

    /**
     * Where the suite shares its machine with others, a test that was only too slow is run again, and the report tells
     * of each try. Whatever else goes wrong counts at once, and with the full counts this does too.
     */
    private static Verdict verdict(ChaosTest test, Rig rig, Scale scale) {
        List<String> tooSlow = new ArrayList<>();
        while (true) {
            Findings findings = new Findings();
            if (!tooSlow.isEmpty()) {
                findings.figure("earlier tries were too slow", String.join("; ", tooSlow));
            }
            Verdict verdict = run(test, rig, scale, findings);
            if (scale.full() || !findings.onlyLate() || tooSlow.size() == MOST_REPEATS) {
                return verdict;
            }
            tooSlow.addAll(findings.failures());
        }
    }

    private static Verdict run(ChaosTest test, Rig rig, Scale scale, Findings findings) {
        say("%s %s ...".formatted(now(), test.name()));
        long begun = System.nanoTime();
        rig.sink().forget();
        try {
            test.run(rig, scale, findings);
        } catch (Exception | AssertionError e) {
            findings.fail("the test broke off: " + reasons(e));
        }
        Verdict verdict = Verdict.of(test, findings, Duration.ofNanos(System.nanoTime() - begun));
        say("%s %s".formatted(now(), verdict));
        return verdict;
    }

    private static String reasons(Throwable failure) {
        StringBuilder reasons = new StringBuilder(failure.toString());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            reasons.append(" caused by ").append(cause);
        }
        return reasons.append(" at ").append(failure.getStackTrace()[0]).toString();
    }

    private static List<ChaosTest> chosen(List<ChaosTest> tests, List<String> arguments) {
        List<String> names =
                arguments.stream().filter(each -> !each.startsWith("--")).toList();
        List<String> unknown = new ArrayList<>(names);
        tests.forEach(test -> unknown.remove(test.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("there is no test " + unknown + "; --list shows all");
        }
        return names.isEmpty()
                ? tests
                : tests.stream().filter(test -> names.contains(test.name())).toList();
    }

    private static long seed(List<String> arguments) {
        return arguments.stream()
                .filter(each -> each.startsWith("--seed="))
                .map(each -> Long.parseLong(each.substring("--seed=".length())))
                .findFirst()
                .orElseGet(() -> System.nanoTime() & 0xffff_ffffL);
    }

    private static String libraries() throws IOException {
        return Files.readString(TARGET.resolve("chaos/engine-libraries.txt")).strip();
    }

    private static String now() {
        return LocalTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
