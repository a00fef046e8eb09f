package io.aiworkflow.run.redis;

import io.aiworkflow.platform.HealthCheck;
import io.aiworkflow.platform.RedisAddress;
import io.aiworkflow.run.RunSignal;
import io.aiworkflow.run.RunSignals;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Carries the signals of this process to the others and back. Whoever gives a signal never waits and never fails: what
 * cannot be sent is dropped, and the others find out by their polls.
 */
class RedisSignals implements SmartLifecycle, HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSignals.class);
    private static final int MOST_WAITING = 10_000;
    private static final int MOST_IN_A_MESSAGE = 500;
    /** Equal signals within this time become one. */
    private static final Duration GATHER = Duration.ofMillis(20);

    private static final Duration NEXT_TRY = Duration.ofSeconds(1);

    private final UUID self = UUID.randomUUID();
    private final BlockingQueue<RunSignal> outgoing = new LinkedBlockingQueue<>(MOST_WAITING);
    private final RunSignals signals;
    private final RedisURI address;
    private final String channel;
    private volatile RedisConnections redis;
    private volatile Thread thread;
    private boolean wasUp;
    private boolean complained;

    RedisSignals(RunSignals signals, RedisProperties properties) {
        this.signals = signals;
        this.address = RedisAddress.parse(properties.url());
        this.channel = properties.channel();
    }

    @Override
    public void start() {
        redis = new RedisConnections(address, channel, this::receive);
        thread = new Thread(this::repeat, "redis-signals");
        thread.setDaemon(true);
        signals.relayTo(outgoing::offer);
        thread.start();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** After the runs of this process have left, of which the others want to know. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 2;
    }

    @Override
    public void stop() {
        signals.relayTo(signal -> {});
        Thread relaying = thread;
        thread = null;
        relaying.interrupt();
        redis.close();
    }

    @Override
    public String part() {
        return "redis";
    }

    @Override
    public boolean needed() {
        return false;
    }

    @Override
    public Finding check() {
        RedisConnections connections = redis;
        if (connections != null && connections.isUp()) {
            try {
                connections.ping();
                return Finding.working();
            } catch (RedisException e) {
                LOG.debug("Redis does not answer", e);
            }
        }
        return Finding.failing("It cannot be reached; processes notice each other's work later, by their polls.");
    }

    private void repeat() {
        while (thread == Thread.currentThread()) {
            try {
                connect();
                RunSignal first = outgoing.poll(NEXT_TRY.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    send(first);
                    Thread.sleep(GATHER.toMillis());
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("Signals were dropped", e);
            }
        }
    }

    private void connect() throws InterruptedException {
        try {
            redis.open();
        } catch (RedisException e) {
            LOG.debug("Redis cannot be reached", e);
            outgoing.clear();
            Thread.sleep(NEXT_TRY.toMillis());
        }
        if (redis.isUp() != wasUp || !wasUp && !complained) {
            wasUp = redis.isUp();
            complained = true;
            if (wasUp) {
                LOG.info("Signals travel over Redis at {}", RedisAddress.display(address));
            } else {
                LOG.warn(
                        "Redis at {} cannot be reached; polls take the place of its signals until it is back",
                        RedisAddress.display(address));
            }
        }
    }

    private void send(RunSignal first) {
        Set<RunSignal> batch = new LinkedHashSet<>();
        batch.add(first);
        outgoing.drainTo(batch, MOST_IN_A_MESSAGE - 1);
        if (redis.isUp()) {
            try {
                redis.publish(new SignalMessage(self, batch).text());
            } catch (RedisException e) {
                LOG.debug("{} signals were dropped", batch.size(), e);
            }
        }
    }

    private void receive(String text) {
        SignalMessage.parse(text)
                .filter(message -> !message.sender().equals(self))
                .ifPresent(message -> message.signals().forEach(signals::receive));
    }
}
