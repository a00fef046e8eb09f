package io.aiworkflow.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** An operator's way through the console, in a real browser. */
class ConsoleBrowserIT {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    @TempDir
    static Path directory;

    private static EngineProcess process;
    private static EngineClient engine;
    private static ChromeDriver browser;
    private static WebDriverWait patience;

    @BeforeAll
    static void start() {
        if (!Chromium.isThere()) {
            System.out.println(
                    "SKIPPED: no /usr/bin/chromium with /usr/bin/chromedriver; apt-get install chromium-driver");
        }
        assumeTrue(Chromium.isThere(), "needs Debian's chromium and chromium-driver");
        process = EngineProcess.withRoles(
                "api,worker,webui", directory, Path.of("routes").toAbsolutePath(), TestDatabase.settings());
        engine = process.start();
        browser = Chromium.start(directory.resolve("profile"));
        patience = new WebDriverWait(browser, Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (process != null) {
            process.close();
        }
    }
}
