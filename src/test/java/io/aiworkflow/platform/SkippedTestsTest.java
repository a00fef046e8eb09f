package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of {@code .ci/run} that no test was skipped because its program is missing. */
class SkippedTestsTest {
    @TempDir
    Path reports;

    @Test
    void aTestThatWasSkippedIsNamedWithItsReason() throws Exception {
        report("surefire-reports", "demo.GoodTest", "");
        report(
                "failsafe-reports",
                "demo.BrowserIT",
                "<skipped message=\"needs chromium\" type=\"x\"><![CDATA[at]]></skipped>");
        Ended check = check("demo.OtherIT");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.output()).contains("demo.BrowserIT: FAILED, as it was skipped: needs chromium");
    }

    @Test
    void oneThatIsSkippedForAnotherReasonIsLetThrough() throws Exception {
        report("failsafe-reports", "demo.BrowserIT", "<skipped/>");
        assertThat(check("demo.Browser", "demo.OtherIT").code()).isEqualTo(1);
        assertThat(check("demo.OtherIT", "demo.BrowserIT").code()).isZero();
    }

    @Test
    void withoutReportsNothingIsProved() throws Exception {
        assertThat(check("demo.OtherIT").output()).contains("there are no reports");
        assertThat(check("demo.OtherIT").code()).isEqualTo(1);
    }

    private void report(String kind, String test, String outcome) throws IOException {
        Path file = Files.createDirectories(reports.resolve(kind)).resolve("TEST-" + test + ".xml");
        Files.writeString(file, """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="%1$s" time="1" tests="2" errors="0" skipped="1" failures="0">
                  <testcase name="works" classname="demo.FirstTest" time="0.1"/>
                  <testcase name="" classname="%1$s" time="0.0">
                    %2$s
                  </testcase>
                </testsuite>
                """.formatted(test, outcome));
    }

    private Ended check(String... allowed) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(".ci/skipped-tests", reports.toString()));
        Stream.of(allowed).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private record Ended(int code, String output) {}
}
