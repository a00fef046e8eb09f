package io.aiworkflow.platform;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import io.aiworkflow.failure.Redaction;
import java.util.Iterator;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Takes secrets out of the log, with whatever pattern and to whatever place it is written: the last thing that happens
 * to a line before it is. It begins as soon as the settings are read and logging is set up.
 */
final class RedactedLog implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Redaction.learn(SecretSettings.in(event.getEnvironment()));
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            for (Logger logger : logback.getLoggerList()) {
                protect(logger);
            }
        }
    }

    private static void protect(AppenderAttachable<ILoggingEvent> owner) {
        Iterator<Appender<ILoggingEvent>> appenders = owner.iteratorForAppenders();
        while (appenders.hasNext()) {
            Appender<ILoggingEvent> appender = appenders.next();
            if (appender instanceof OutputStreamAppender<ILoggingEvent> writing
                    && writing.getEncoder() != null
                    && !(writing.getEncoder() instanceof RedactingEncoder)) {
                writing.setEncoder(new RedactingEncoder(writing.getEncoder()));
            }
            if (appender instanceof AppenderAttachable<?>) {
                protectBehind(appender);
            }
        }
    }

    /** An appender of events, such as an asynchronous one, passes on events. */
    @SuppressWarnings("unchecked")
    private static void protectBehind(Appender<ILoggingEvent> appender) {
        protect((AppenderAttachable<ILoggingEvent>) appender);
    }
}
