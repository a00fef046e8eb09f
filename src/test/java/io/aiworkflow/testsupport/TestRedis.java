package io.aiworkflow.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/** A real Redis server without persistence, on a port that stays the same when it is started again. */
public final class TestRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TestRedis.class);
    private static final File INSTALLED = new File("/usr/bin/redis-server");

    private final int port = FreePorts.next();
    private RedisServer server;

    /** Starts it; the test is skipped where neither the packaged server nor an installed one can run. */
    public static TestRedis start() {
        TestRedis redis = new TestRedis();
        redis.up();
        return redis;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public void up() {
        server = tryStart(ExecutableProvider.newJarResourceProvider());
        if (server == null && INSTALLED.canExecute()) {
            server = tryStart(() -> INSTALLED);
        }
        if (server == null) {
            LOG.error("NO REDIS: the test that needs it is SKIPPED; install redis-server");
            Assumptions.abort("no Redis server can be started here");
        }
    }

    public void down() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        down();
    }

    private RedisServer tryStart(ExecutableProvider executable) {
        try {
            RedisServer candidate = RedisServer.newRedisServer()
                    .executableProvider(executable)
                    .bind("127.0.0.1")
                    .port(port)
                    .setting("save \"\"")
                    .setting("appendonly no")
                    .build();
            candidate.start();
            return candidate;
        } catch (IOException | RuntimeException e) {
            LOG.warn("This Redis server does not start: {}", e.toString());
            return null;
        }
    }
}
