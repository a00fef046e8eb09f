package io.aiworkflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsolePolicyTest {
    private static final String ROUTE = "org.apache.camel:context=engine,type=routes,name=\"tell-weather\"";
    private static final String CONTEXT = "org.apache.camel:context=engine,type=context,name=\"engine\"";

    private final ConsolePolicy policy = new ConsolePolicy();

    @Test
    void takesReadingAndCallsByPostAndNothingElse() {
        assertThat(Arrays.stream(HttpMethod.values()).filter(policy::isHttpMethodAllowed))
                .containsExactly(HttpMethod.POST);
        assertThat(Arrays.stream(RequestType.values()).filter(policy::isTypeAllowed))
                .containsExactlyInAnyOrder(
                        RequestType.READ, RequestType.LIST, RequestType.SEARCH, RequestType.VERSION, RequestType.EXEC);
        assertThat(policy.isOriginAllowed("https://elsewhere.example", false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "start()",
                "stop",
                "stop()",
                "stop(java.lang.Long,java.lang.Boolean)",
                "suspend",
                "resume",
                "dumpRouteAsXml",
                "dumpRouteStatsAsXml(boolean,boolean)"
            })
    void routesCanBeSteeredAndDrawn(String operation) {
        assertThat(policy.isOperationAllowed(name(ROUTE), operation)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dumpRouteAsXml(boolean)",
                "dumpRouteAsXml(boolean,boolean)",
                "remove",
                "stopAndFail",
                "updateRouteFromXml",
                "updateRouteFromXml(java.lang.String)",
                "reset",
                "START",
                "start ()",
                ""
            })
    void nothingElseCanBeDoneToRoutes(String operation) {
        assertThat(policy.isOperationAllowed(name(ROUTE), operation)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop",
                "suspend",
                "restart",
                "startRoute",
                "sendBody",
                "sendStringBody",
                "requestBody",
                "requestStringBody",
                "sendBodyAndHeaders",
                "evaluate",
                "createEndpoint",
                "removeEndpoints",
                "addOrUpdateRoutesFromXml",
                "getGlobalOption",
                "setGlobalOption"
            })
    void theContextIsOnlyDrawn(String operation) {
        assertThat(policy.isOperationAllowed(name(CONTEXT), operation)).isFalse();
        assertThat(policy.isOperationAllowed(name(CONTEXT), "dumpRoutesAsXml")).isTrue();
    }

    /** Jolokia asks once for a pattern and then calls the operation on all that fit. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.camel:type=routes,*",
                "org.apache.camel:type=routes,name=*",
                "org.apache.camel:*",
                "*:type=routes",
                "io.aiworkflow:*"
            })
    void noOperationIsCalledOnAPattern(String pattern) {
        assertThat(policy.isOperationAllowed(name(pattern), "stop")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdk.management.jfr:type=FlightRecorder",
                "com.sun.management:type=DiagnosticCommand",
                "com.sun.management:type=HotSpotDiagnostic",
                "java.util.logging:type=Logging",
                "JMImplementation:type=MBeanServerDelegate",
                "javax.management.loading:type=MLet",
                "ch.qos.logback.classic:Name=default,Type=ch.qos.logback.classic.jmx.JMXConfigurator",
                "Tomcat:type=Server",
                "Catalina:type=Engine",
                "org.springframework.boot:type=Admin,name=SpringApplication",
                "org.springframework.boot:type=Endpoint,name=Env",
                "jolokia:type=Config",
                "hawtio:type=security,name=RBACRegistry",
                "com.zaxxer.hikari:type=Pool (engine)",
                "org.apache.camel:context=engine,type=tracer,name=BacklogTracer",
                "org.apache.camel:context=engine,type=tracer,name=BacklogDebugger",
                "org.apache.camel:context=engine,type=services,name=DefaultInflightRepository",
                "org.apache.camel:context=engine,type=producers,name=x"
            })
    void theRestIsNeitherSeenNorReadNorCalled(String name) {
        assertThat(policy.isObjectNameHidden(name(name))).isTrue();
        assertThat(policy.isAttributeReadAllowed(name(name), "Any")).isFalse();
        for (String operation : List.of("start", "getMBeansFromURL", "jfrStart", "dumpHeap", "setLoggerLevel")) {
            assertThat(policy.isOperationAllowed(name(name), operation)).isFalse();
        }
    }

    @Test
    void whatMayHoldSecretsIsNotRead() {
        ObjectName runtime = name("java.lang:type=Runtime");
        assertThat(policy.isAttributeReadAllowed(runtime, "Uptime")).isTrue();
        for (String attribute : List.of("SystemProperties", "InputArguments")) {
            assertThat(policy.isAttributeReadAllowed(runtime, attribute)).isFalse();
        }
        assertThat(policy.isAttributeReadAllowed(name(CONTEXT), "GlobalOptions"))
                .isFalse();
        assertThat(policy.isAttributeReadAllowed(name(ROUTE), "ClientSecret")).isFalse();
        assertThat(policy.isAttributeWriteAllowed(name(ROUTE), "StatisticsEnabled"))
                .isFalse();
    }

    /** Over all that this very Java offers: what the policy lets through stands here, word by word. */
    @Test
    void ofJavaItselfOnlyThreadsCanBeLookedAt() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<String> callable = new TreeSet<>();
        for (ObjectName bean : server.queryNames(null, null)) {
            if (Set.of(ConsolePolicy.CAMEL, ConsolePolicy.ENGINE).contains(bean.getDomain())) {
                continue;
            }
            for (MBeanOperationInfo operation : server.getMBeanInfo(bean).getOperations()) {
                if (policy.isOperationAllowed(bean, operation.getName())) {
                    callable.add(bean.getKeyProperty("type") + "." + operation.getName());
                }
            }
        }
        assertThat(callable).containsExactlyInAnyOrder("Threading.dumpAllThreads", "Threading.findDeadlockedThreads");
    }

    private static ObjectName name(String name) {
        try {
            return new ObjectName(name);
        } catch (JMException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
