package io.aiworkflow.chaos.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** What all tests share: the servers, the outside world and the compiled engine. */
public final class Rig implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path folder;
    private final Path routes;
    private final EngineBuild build;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final EffectSink sink;

    /**
     * @param target Maven's folder
     * @param libraries the engine's libraries, separated as in a class path
     */
    public Rig(Path target, String libraries) {
        folder = target.resolve("chaos").toAbsolutePath();
        Path data = folder.resolve("data");
        delete(data);
        create(data.resolve("tmp"));
        routes = target.resolve("test-classes/chaos-routes").toAbsolutePath();
        build = new EngineBuild(target.toAbsolutePath(), folder, libraries);
        postgres = new PostgresServer(data);
        redis = new RedisServer(data.resolve("redis"));
        sink = new EffectSink();
        if (!build.hasArchive()) {
            archiveClasses();
        }
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public RedisServer redis() {
        return redis;
    }

    public EffectSink sink() {
        return sink;
    }

    Path folder() {
        return folder;
    }

    Path routes() {
        return routes;
    }

    EngineBuild build() {
        return build;
    }

    /** A database and nodes of one test. */
    public TestBed bed(String name) {
        return new TestBed(this, name);
    }

    @Override
    public void close() {
        sink.close();
        redis.close();
        postgres.close();
    }

    private void archiveClasses() {
        try (TestBed bed = bed("archive")) {
            EngineNode node = bed.archivingNode();
            node.awaitReady();
            node.terminate();
            node.awaitEnd(PATIENCE);
        }
    }

    private static void create(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> below = Files.walk(path)) {
            for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
