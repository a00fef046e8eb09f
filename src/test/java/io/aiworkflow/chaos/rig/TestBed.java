package io.aiworkflow.chaos.rig;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.testsupport.FreePorts;
import io.aiworkflow.testsupport.TestLogin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A database of its own for one test, and the engine's processes on it. */
public final class TestBed implements AutoCloseable {
    /** The shorter times of the tests: a dead worker is noticed within ten seconds. */
    private static final Map<String, String> TEST_PROFILE = Map.of(
            // One address sends thousands of requests a second here.
            "engine.web.rate-limits.enabled", "false",
            "engine.worker.lease", "10s",
            "engine.worker.renew-every", "3s",
            "engine.worker.reap-every", "2s",
            "engine.worker.poll-every", "1s");

    private final Rig rig;
    private final String database;
    private final Path folder;
    private final RunLedger ledger;
    private final Map<String, String> settings = new LinkedHashMap<>(TEST_PROFILE);
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<EngineNode> nodes = new ArrayList<>();
    private Duration heapEvery = Duration.ZERO;
    private int databasePort;
    private ApiClient client;

    TestBed(Rig rig, String name) {
        this.rig = rig;
        this.database = "chaos_" + name.replace('-', '_');
        this.folder = rig.folder().resolve("nodes").resolve(name);
        this.databasePort = rig.postgres().port();
        rig.postgres().createDatabase(database);
        this.ledger = new RunLedger(rig.postgres().jdbcUrl(database));
        environment.put("REDIS_URL", rig.redis().url());
        environment.put("ADMIN_PASSWORD_FILE", TestLogin.PASSWORD_FILE.toString());
    }

    public Rig rig() {
        return rig;
    }

    public RunLedger ledger() {
        return ledger;
    }

    /** Connections whose commits do not wait for the disk, for tests that do not look at what a crash leaves. */
    public HikariDataSource hastyConnections() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(rig.postgres().jdbcUrl(database));
        config.setUsername("postgres");
        config.setMaximumPoolSize(10);
        config.setConnectionInitSql("set synchronous_commit = off");
        return new HikariDataSource(config);
    }

    /** Sets a property of the engine for the nodes that are started from now on. */
    public TestBed set(String property, String value) {
        settings.put(property, value);
        return this;
    }

    /** Has the nodes that are started from now on tell the sink how much of their heap is needed. */
    public TestBed measureHeaps(Duration every) {
        heapEvery = every;
        return this;
    }

    /** Sends the nodes that are started from now on to the database by way of a proxy. */
    public TestBed databaseThrough(FaultProxy proxy) {
        databasePort = proxy.port();
        return this;
    }

    /** Starts a process that answers REST requests. It always has the same port. */
    public EngineNode api() {
        int port = client == null ? FreePorts.next() : client.port();
        EngineNode node = start("api", port, List.of("-Xmx256m"), List.of("--spring.profiles.active=api"));
        client = new ApiClient(port);
        return node;
    }

    public ApiClient client() {
        return client;
    }

    public EngineNode worker(int concurrency) {
        return worker(concurrency, "", 0);
    }

    /** Starts a worker that halts when it comes to a point for the time {@code after + 1}. */
    public EngineNode worker(int concurrency, String haltAt, int after) {
        return worker(
                concurrency,
                haltAt.isEmpty() ? List.of() : List.of("-Dchaos.halt=" + haltAt, "-Dchaos.halt.after=" + after));
    }

    /**
     * Starts a worker that halts when its first claim has been committed. It waits to be let in before it enters itself
     * as a worker, and sends no heartbeat after that, so that none can come between the claim and its end.
     */
    public EngineNode unheardWorker() {
        return worker(1, List.of("-Dchaos.halt=after-claim", "-Dchaos.heard-once=true"));
    }

    private EngineNode worker(int concurrency, List<String> more) {
        List<String> options = new ArrayList<>(List.of("-Xmx256m"));
        options.addAll(more);
        return start(
                "worker",
                FreePorts.next(),
                options,
                List.of("--spring.profiles.active=worker", "--engine.worker.concurrency=" + concurrency));
    }

    EngineNode archivingNode() {
        return add(
                "archive",
                FreePorts.next(),
                rig.build()
                        .archivingCommand(List.of(
                                "-Xmx256m",
                                "-Dchaos.node=archive",
                                "-Dchaos.sink=" + rig.sink().port())),
                List.of("--spring.profiles.active=api,worker"));
    }

    private synchronized EngineNode start(String role, int port, List<String> options, List<String> arguments) {
        String name = "%s-%d".formatted(role, nodes.size() + 1);
        List<String> all = new ArrayList<>(options);
        all.add("-Dchaos.sink=" + rig.sink().port());
        all.add("-Dchaos.node=" + name);
        all.add("-Dchaos.heap=" + heapEvery.toSeconds());
        return add(name, port, rig.build().command(all), arguments);
    }

    private synchronized EngineNode add(String name, int port, List<String> command, List<String> arguments) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(arguments);
        settings.forEach((property, value) -> whole.add("--%s=%s".formatted(property, value)));
        whole.add("--engine.routes.directory=" + rig.routes());
        whole.add("--engine.data.directory=" + folder.resolve("data"));
        whole.add("--server.port=" + port);
        environment.put("DATABASE_URL", "postgresql://postgres:none@127.0.0.1:%d/%s".formatted(databasePort, database));
        EngineNode node = EngineNode.start(name, port, folder, whole, environment);
        nodes.add(node);
        return node;
    }

    public synchronized List<EngineNode> nodes() {
        return List.copyOf(nodes);
    }

    /** Waits until there are no runs left that are not final. */
    public boolean awaitDrained(Duration atMost) {
        return Waiting.upTo(atMost, () -> ledger.open() == 0);
    }

    @Override
    public void close() {
        nodes().forEach(EngineNode::close);
        ledger.close();
    }
}
