package io.aiworkflow.console;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.platform.SecurityEvent.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.jolokia.json.JSONObject;
import org.jolokia.server.core.backend.BackendManager;
import org.jolokia.server.core.config.ConfigKey;
import org.jolokia.server.core.config.StaticConfiguration;
import org.jolokia.server.core.request.BadRequestException;
import org.jolokia.server.core.request.JolokiaExecRequest;
import org.jolokia.server.core.request.JolokiaRequest;
import org.jolokia.server.core.request.JolokiaRequestFactory;
import org.jolokia.server.core.request.ProcessingParameters;
import org.jolokia.server.core.service.JolokiaServiceManagerFactory;
import org.jolokia.server.core.service.api.JolokiaContext;
import org.jolokia.server.core.service.api.JolokiaServiceManager;
import org.jolokia.server.core.service.impl.ClasspathServiceCreator;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Answers Jolokia's requests, each after {@link ConsolePolicy} has been asked. It is started with the first of them, so
 * that an engine whose console nobody opens does not pay for it. Routes are stopped and started by {@link RouteSwitch}.
 */
@Component
@ConsolePart
class JolokiaAgent implements DisposableBean {
    private static final int FORBIDDEN = 403;
    private static final ConsolePolicy POLICY = new ConsolePolicy();

    private final RouteSwitch routes;
    private final CamelContext camel;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Started started;

    JolokiaAgent(RouteSwitch routes, CamelContext camel) {
        this.routes = routes;
        this.camel = camel;
    }

    /** What became of a request. */
    record Answer(JSONObject json, Optional<Call> call) {}

    /** An operation that was called, or was to be. */
    record Call(String mbean, String operation, Outcome outcome) {}

    /** @throws BadRequestException when the request cannot be read */
    Answer answer(JSONObject request, Map<ConfigKey, String> parameters) throws BadRequestException {
        Started agent = started();
        JolokiaRequest parsed = JolokiaRequestFactory.createPostRequest(request, new ProcessingParameters(parameters));
        if (!(parsed instanceof JolokiaExecRequest exec)) {
            return new Answer(agent.answer(parsed), Optional.empty());
        }
        JSONObject json = execute(agent, exec);
        return new Answer(
                json, Optional.of(new Call(exec.getObjectNameAsString(), exec.getOperation(), outcome(json))));
    }

    private JSONObject execute(Started agent, JolokiaExecRequest exec) {
        Optional<RouteSwitch.Action> action = action(exec);
        if (action.isEmpty()) {
            return agent.answer(exec);
        }
        try {
            ObjectName name = exec.getObjectName();
            if (!camelName().equals(name.getKeyProperty("context"))) {
                throw new SecurityException("this Camel context is not the engine's");
            }
            routes.apply(action.get(), ObjectName.unquote(name.getKeyProperty("name")));
            return agent.reply(200, "value", null, exec);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return agent.failed(503, e, exec);
        } catch (EngineException e) {
            return agent.failed(e.code().status(), e, exec);
        } catch (SecurityException e) {
            return agent.failed(FORBIDDEN, e, exec);
        } catch (Exception e) {
            return agent.failed(500, e, exec);
        }
    }

    /** Under which Camel's MBeans are found; without JMX there are none, and any name would do. */
    private String camelName() {
        return camel.getManagementName() == null ? camel.getName() : camel.getManagementName();
    }

    private static Optional<RouteSwitch.Action> action(JolokiaExecRequest exec) {
        ObjectName name = exec.getObjectName();
        boolean route = name.getDomain().equals(ConsolePolicy.CAMEL) && "routes".equals(name.getKeyProperty("type"));
        return route && POLICY.isOperationAllowed(name, exec.getOperation())
                ? RouteSwitch.Action.named(ConsolePolicy.withoutSignature(exec.getOperation()))
                : Optional.empty();
    }

    private static Outcome outcome(JSONObject answer) {
        int status = ((Number) answer.get("status")).intValue();
        if (status < 400) {
            return Outcome.SUCCESS;
        }
        return status == FORBIDDEN ? Outcome.DENIED : Outcome.FAILURE;
    }

    private Started started() {
        Started running = started;
        if (running != null) {
            return running;
        }
        lock.lock();
        try {
            if (started == null) {
                started = Started.now("console-" + camelName(), POLICY);
            }
            return started;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void destroy() {
        lock.lock();
        try {
            if (started != null) {
                started.manager().stop();
                started = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Jolokia, running. */
    private record Started(JolokiaServiceManager manager, BackendManager backend) {
        static Started now(String id, ConsolePolicy policy) {
            StaticConfiguration settings = new StaticConfiguration(Map.of(
                    ConfigKey.AGENT_ID.getKeyValue(),
                    id,
                    ConfigKey.ALLOW_ERROR_DETAILS.getKeyValue(),
                    "false",
                    ConfigKey.DISCOVERY_ENABLED.getKeyValue(),
                    "false",
                    ConfigKey.MAX_OBJECTS.getKeyValue(),
                    "200000"));
            JolokiaServiceManager manager =
                    JolokiaServiceManagerFactory.createJolokiaServiceManager(settings, new JolokiaLog(), policy, null);
            manager.addServices(new ClasspathServiceCreator(JolokiaAgent.class.getClassLoader(), "services"));
            JolokiaContext context = manager.start();
            return new Started(manager, new BackendManager(context));
        }

        JSONObject answer(JolokiaRequest request) {
            try {
                return backend.handleRequest(request);
            } catch (SecurityException e) {
                return failed(FORBIDDEN, e, request);
            } catch (JMException e) {
                return failed(404, e, request);
            } catch (IllegalArgumentException | BadRequestException e) {
                return failed(400, e, request);
            } catch (Exception e) {
                return failed(500, e, request);
            }
        }

        JSONObject failed(int status, Exception failure, JolokiaRequest request) {
            return reply(status, "error", String.valueOf(failure.getMessage()), request);
        }

        JSONObject reply(int status, String member, Object value, JolokiaRequest request) {
            JSONObject reply = new JSONObject();
            reply.put("status", status);
            reply.put(member, value);
            reply.put("timestamp", System.currentTimeMillis() / 1000);
            backend.addRequestToResponseIfNeeded(reply, request);
            return reply;
        }
    }
}
