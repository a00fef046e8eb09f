package io.aiworkflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aiworkflow.testsupport.CaddyDoor;
import io.aiworkflow.testsupport.Chromium;
import io.aiworkflow.testsupport.EngineClient;
import io.aiworkflow.testsupport.EngineProcess;
import io.aiworkflow.testsupport.FreePorts;
import io.aiworkflow.testsupport.TestDatabase;
import io.aiworkflow.testsupport.TestLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** An operator's way through the console, in a real browser and, where there is one, through a real Caddy. */
class ConsoleBrowserIT {
    private static final String TAB = "//*[self::a or self::button][normalize-space()='%s']";

    @TempDir
    static Path directory;

    private static EngineProcess process;
    private static CaddyDoor door;
    private static String url;
    private static EngineClient engine;
    private static ChromeDriver browser;
    private static WebDriverWait patience;

    @BeforeAll
    static void start() throws IOException {
        if (!Chromium.isThere()) {
            System.out.println(
                    "SKIPPED: no /usr/bin/chromium with /usr/bin/chromedriver; apt-get install chromium-driver");
        }
        assumeTrue(Chromium.isThere(), "needs Debian's chromium and chromium-driver");
        process = EngineProcess.withRoles(
                "api,worker,webui", directory, Path.of("routes").toAbsolutePath(), TestDatabase.settings());
        url = "http://localhost:" + process.port();
        if (CaddyDoor.program().isPresent()) {
            door = CaddyDoor.open(
                    Files.createDirectories(directory.resolve("caddy")), FreePorts.next(), process.port());
            url = door.url();
        } else {
            System.out.println("PARTLY SKIPPED: the console is not tested behind Caddy; apt-get install caddy");
        }
        engine = process.start("--engine.intake.public-url=" + url);
        browser = Chromium.start(directory.resolve("profile"));
        patience = new WebDriverWait(browser, Duration.ofSeconds(90));
    }

    /** The pictures of docs/operations.md are those of this test. */
    @Test
    void anOperatorLogsInSeesTheRoutesStopsOneAndStartsItAgain() {
        logIn("/hawtio");

        click(TAB.formatted("Routes"));
        String row = "//tr[td[normalize-space()='text-statistics']]";
        patience.until(ExpectedConditions.presenceOfElementLocated(By.xpath(row)));
        Chromium.screenshot(browser, "console-routes.png");

        click(row + "//input[@type='checkbox']");
        click("//*[@id='camel-routes-toolbar']//button[contains(., 'Stop')]");
        patience.until(any -> state("text-statistics").equals("Stopped"));
        String run = engine.submit("text-statistics", "{\"text\":\"one two\"}")
                .json()
                .get("id")
                .asText();
        patience.until(ExpectedConditions.presenceOfElementLocated(By.xpath(row + "[contains(., 'Stopped')]")));
        assertThat(engine.get("/api/v1/runs/" + run).json().get("state").asText())
                .isEqualTo("queued");

        if (!browser.findElement(By.xpath(row + "//input[@type='checkbox']")).isSelected()) {
            click(row + "//input[@type='checkbox']");
        }
        click("//*[@id='camel-routes-toolbar']//button[contains(., 'Start')]");
        patience.until(any ->
                engine.get("/api/v1/runs/" + run).json().get("state").asText().equals("succeeded"));

        click("//*[@id='camel-tree-view']//*[normalize-space(text())='text-statistics']");
        click(TAB.formatted("Route Diagram"));
        patience.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector(".react-flow__node")));
        Chromium.screenshot(browser, "console-diagram.png");

        browser.get("%s/runs/%s".formatted(url, run));
        patience.until(any -> Boolean.TRUE.equals(browser.executeScript(
                "const i = document.querySelector('img.diagram'); return i.complete && i.naturalWidth > 0")));
        Chromium.screenshot(browser, "run-page.png");
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .noneMatch(entry -> entry.getMessage().contains("Content Security Policy"));
        assertThat(engine.get("/api/v1/admin/security-events?type=console-action")
                        .body())
                .contains("text-statistics", "stop()", "start()");
    }

    @Test
    void anOperatorSeesTheMaintenanceJobsAndQuartz() {
        logIn("/hawtio/jmx");
        click("//li[@id='io.aiworkflow-folder']//button[contains(@class, 'node-toggle')]");
        click("//*[@id='jmx-tree-view']//button[normalize-space()='maintenance']");
        patience.until(any -> main().contains("backup: "));
        Chromium.screenshot(browser, "console-maintenance.png");

        browser.get(url + "/hawtio/quartz");
        patience.until(any -> main().contains("QuartzScheduler,name=schedules") && main().contains("Started"));
        Chromium.screenshot(browser, "console-quartz.png");
    }

    private static String main() {
        return browser.findElement(By.tagName("main")).getText();
    }

    private static void logIn(String page) {
        browser.get(url);
        browser.manage().deleteAllCookies();
        browser.get(url + page);
        patience.until(ExpectedConditions.presenceOfElementLocated(By.name("name")))
                .sendKeys(TestLogin.ADMIN);
        browser.findElement(By.name("password")).sendKeys(TestLogin.password());
        click("//form//button");
    }

    private static void click(String xpath) {
        By place = By.xpath(xpath);
        patience.until(ExpectedConditions.presenceOfElementLocated(place));
        patience.ignoring(WebDriverException.class).until(any -> {
            WebElement element = browser.findElement(place);
            browser.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
            element.click();
            return true;
        });
    }

    private static String state(String route) {
        return engine.post(
                        "/hawtio/jolokia",
                        "{\"type\":\"read\",\"mbean\":\"org.apache.camel:context=engine,type=routes,name=\\\"%s\\\"\",\"attribute\":\"State\"}"
                                .formatted(route))
                .json()
                .path("value")
                .asText();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (process != null) {
            process.close();
        }
        if (door != null) {
            door.close();
        }
    }
}
