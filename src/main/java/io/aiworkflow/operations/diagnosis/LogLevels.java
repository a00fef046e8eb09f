package io.aiworkflow.operations.diagnosis;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.stereotype.Component;

/**
 * Changes what is logged while the engine runs, for a while or until it stops. Libraries that would log the contents of
 * messages cannot be opened up.
 */
@Component
class LogLevels implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(LogLevels.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_$-]{1,80}(\\.[A-Za-z0-9_$-]{1,80}){0,15}");
    private static final Pattern MAY_BE_OPENED =
            Pattern.compile("(io\\.aiworkflow|org\\.apache\\.camel\\.(impl|main|management|processor|spring|yaml)"
                    + "|com\\.zaxxer\\.hikari|org\\.quartz)(\\..*)?");
    private static final int MOST_CHANGES = 50;

    private final LoggingSystem logging;
    private final Map<String, Change> changes = new HashMap<>();
    private final ScheduledThreadPoolExecutor clock;

    LogLevels(LoggingSystem logging) {
        this.logging = logging;
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "log-levels");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
    }

    /** All loggers that have a level of their own, by name. */
    synchronized List<LoggerLevel> list() {
        List<LoggerLevel> levels = new ArrayList<>();
        for (LoggerConfiguration each : logging.getLoggerConfigurations()) {
            if (each.getConfiguredLevel() != null) {
                levels.add(level(each.getName(), each));
            }
        }
        return levels;
    }

    synchronized LoggerLevel get(String logger) {
        requireName(logger);
        LoggerConfiguration known = logging.getLoggerConfiguration(logger);
        String ancestor = logger;
        while (known == null && ancestor.contains(".")) {
            ancestor = ancestor.substring(0, ancestor.lastIndexOf('.'));
            known = logging.getLoggerConfiguration(ancestor);
        }
        LoggerConfiguration effective =
                known == null ? logging.getLoggerConfiguration(LoggingSystem.ROOT_LOGGER_NAME) : known;
        return ancestor.equals(logger) && known != null
                ? level(logger, known)
                : LoggerLevel.inherited(logger, effective.getEffectiveLevel());
    }

    /**
     * Changes a level.
     *
     * @param level empty for the one that the logger had before it was changed
     * @param time after which the level before comes back by itself
     * @throws PermanentException VALUE_REFUSED for a name that is none and for a logger that may not be opened up,
     *     STATE_CONFLICT when too many are changed
     */
    synchronized LoggerLevel change(String logger, Optional<LogLevel> level, Optional<Duration> time) {
        requireName(logger);
        if (level.isEmpty()) {
            changeBack(logger);
            return get(logger);
        }
        requireMayBeOpened(logger, level.get());
        Change before = changes.get(logger);
        if (before == null && changes.size() >= MOST_CHANGES) {
            throw new PermanentException(
                    ErrorCode.STATE_CONFLICT,
                    "the levels of %d loggers are changed already; change some of them back".formatted(MOST_CHANGES));
        }
        LogLevel own = before == null ? configured(logger) : before.before();
        if (before != null) {
            before.stopWaiting();
        }
        logging.setLogLevel(logger, level.get());
        changes.put(logger, new Change(own, time.map(this::end), time.map(each -> backAfter(logger, each))));
        LOG.info(
                "The level of {} is {} {}",
                logger,
                level.get(),
                time.map(each -> "for " + each).orElse("from now on"));
        return get(logger);
    }

    @Override
    public void destroy() {
        clock.shutdownNow();
    }

    private synchronized void changeBack(String logger) {
        Change change = changes.remove(logger);
        if (change != null) {
            change.stopWaiting();
            logging.setLogLevel(logger, change.before());
            LOG.info("The level of {} is what it was before", logger);
        }
    }

    private ScheduledFuture<?> backAfter(String logger, Duration time) {
        return clock.schedule(() -> changeBack(logger), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Instant end(Duration time) {
        return Instant.now().plus(time);
    }

    private LogLevel configured(String logger) {
        LoggerConfiguration known = logging.getLoggerConfiguration(logger);
        return known == null ? null : known.getConfiguredLevel();
    }

    private LoggerLevel level(String name, LoggerConfiguration logger) {
        Change change = changes.get(name);
        return new LoggerLevel(
                name,
                Optional.ofNullable(logger.getConfiguredLevel())
                        .map(LogLevel::name)
                        .orElse(null),
                logger.getEffectiveLevel().name(),
                change != null,
                change == null ? null : change.until().orElse(null));
    }

    private static void requireName(String logger) {
        if (!NAME.matcher(logger).matches()) {
            throw new PermanentException(
                    ErrorCode.VALUE_REFUSED, "that is not the name of a logger, such as io.aiworkflow.run");
        }
    }

    private static void requireMayBeOpened(String logger, LogLevel level) {
        boolean opens = level == LogLevel.DEBUG || level == LogLevel.TRACE;
        if (opens && !MAY_BE_OPENED.matcher(logger).matches()) {
            throw new PermanentException(
                    ErrorCode.VALUE_REFUSED,
                    "level: DEBUG and TRACE are for io.aiworkflow, org.quartz, com.zaxxer.hikari and, of org.apache.camel, impl, main, management, processor, spring and yaml; others would log the contents of messages");
        }
    }

    /** @param before null when the logger had no level of its own */
    private record Change(LogLevel before, Optional<Instant> until, Optional<ScheduledFuture<?>> back) {
        void stopWaiting() {
            back.ifPresent(waiting -> waiting.cancel(false));
        }
    }
}
