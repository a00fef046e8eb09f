package io.aiworkflow.platform.settings;

import io.aiworkflow.platform.StartRefused;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Looks at the secrets before anything is started: in production it refuses a start with secrets that others can read,
 * that everybody knows or that are missing; elsewhere it says so.
 */
final class SettingChecks implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final Logger log = LoggerFactory.getLogger(SettingChecks.class);

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        boolean production = SettingFindings.isProduction(environment);
        List<Finding> findings = SettingFindings.of(environment);
        List<Finding> grave =
                findings.stream().filter(finding -> finding.refuses(production)).toList();
        if (!grave.isEmpty()) {
            throw new StartRefused(
                    grave.stream().map(Finding::problem).collect(Collectors.joining(System.lineSeparator())),
                    grave.stream().map(Finding::action).distinct().collect(Collectors.joining(System.lineSeparator())));
        }
        findings.forEach(finding -> log.warn("{} {}", finding.problem(), finding.action()));
    }
}
