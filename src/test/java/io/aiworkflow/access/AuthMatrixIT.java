package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.FakeOllama;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RestRegistry;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.server.PathContainer;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;

/** Every door with every kind of caller. */
@EngineTest
@TestPropertySource(properties = "engine.identity.tokens.secret=" + AuthMatrixIT.SECRET)
class AuthMatrixIT {
    static final String SECRET = "d0X9vQ2mLr7TzK4wYb81HsEfNc63PjUa";

    private static final String SOME_ID = "01a213c3-b37d-788d-9c68-300949f63706";
    /** With success they would change what the other requests of this test need. */
    private static final Set<String> NOT_CALLED =
            Set.of("/api/v1/auth/logout", "/api/v1/admin/logout-everybody", "/api/v1/admin/signing-keys");

    private static final FakeOllama MODELS = FakeOllama.start();

    private static Map<UserRole, Person> people;

    @DynamicPropertySource
    static void models(DynamicPropertyRegistry registry) {
        registry.add("engine.model.base-url", MODELS::url);
    }

    @AfterAll
    static void stopModels() {
        MODELS.close();
    }

    @LocalServerPort
    int port;

    @Autowired
    CamelContext camel;

    @Autowired
    List<RequestMappingHandlerMapping> mappings;

    @BeforeEach
    void people() {
        if (people == null) {
            people = new EnumMap<>(UserRole.class);
            for (UserRole role : UserRole.values()) {
                people.put(role, Person.withRole(port, role.wireName()));
            }
        }
    }

    /** A door without a line in the matrix fails here, and a line without a door too. */
    @Test
    void everyDoorIsInTheMatrix() {
        Set<String> doors = new TreeSet<>();
        for (RestRegistry.RestService door : camel.getRestRegistry().listAllRestServices()) {
            doors.add(door.getMethod().toUpperCase() + " " + path(door.getBaseUrl(), door.getUriTemplate()));
        }
        for (RequestMappingHandlerMapping mapping : mappings) {
            mapping.getHandlerMethods().keySet().forEach(door -> doors.addAll(doors(door)));
        }
        Set<String> listed = new TreeSet<>();
        EndpointMatrix.ENDPOINTS.forEach(
                each -> listed.add(each.method() + " " + each.path().getPatternString()));
        assertThat(listed).containsAll(doors);
        // The rest are files, pages and what authors offer.
        assertThat(listed.stream().filter(line -> line.contains(" /api/")))
                .allMatch(line -> doors.stream().anyMatch(door -> leadsTo(door, line)));
    }

    /** A line may also single out one of the things behind a door. */
    private static boolean leadsTo(String door, String line) {
        String[] offered = door.split(" ", 2);
        String[] listed = line.split(" ", 2);
        return offered[0].equals(listed[0])
                && PathPatternParser.defaultInstance.parse(offered[1]).matches(PathContainer.parsePath(listed[1]));
    }

    private static Set<String> doors(RequestMappingInfo mapping) {
        Set<String> methods = mapping.getMethodsCondition().getMethods().stream()
                .map(RequestMethod::name)
                .collect(Collectors.toSet());
        Set<String> doors = new TreeSet<>();
        for (String path : mapping.getPatternValues()) {
            (methods.isEmpty() ? Set.of("*") : methods).forEach(method -> doors.add(method + " " + path));
        }
        return doors;
    }

    @Test
    void nobodyGetsInWithoutAGoodToken() throws Exception {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("none", null);
        bad.putAll(new ForgedTokens(people.get(UserRole.ADMIN).token(), SECRET).all());
        Person leaver = Person.withRole(port, "admin");
        leaver.post("/api/v1/auth/logout", null);
        bad.put("revoked", leaver.token());
        SoftAssertions all = new SoftAssertions();
        for (Endpoint door : closed()) {
            for (Map.Entry<String, String> token : bad.entrySet()) {
                HttpResponse<String> answer = call(door, token.getValue());
                all.assertThat(answer.statusCode())
                        .as("%s %s with %s", door.method(), door.path(), token.getKey())
                        .isIn(401, 302);
                all.assertThat(answer.headers().firstValue("Location").orElse("/login"))
                        .contains("/login");
            }
        }
        all.assertAll();
    }

    @Test
    void eachRoleOpensItsOwnDoorsAndNoHigherOnes() {
        SoftAssertions all = new SoftAssertions();
        for (Endpoint door : closed()) {
            people.forEach((role, person) -> {
                boolean admitted = role.includes(door.role().orElseThrow());
                if (admitted && NOT_CALLED.contains(door.path().getPatternString())) {
                    return;
                }
                int status = call(door, person.token()).statusCode();
                if (admitted) {
                    all.assertThat(status)
                            .as("%s %s as %s", door.method(), door.path(), role)
                            .isNotIn(401, 403, 500, 502, 503);
                } else {
                    all.assertThat(status)
                            .as("%s %s as %s", door.method(), door.path(), role)
                            .isEqualTo(403);
                }
            });
        }
        all.assertAll();
    }

    private static List<Endpoint> closed() {
        return EndpointMatrix.ENDPOINTS.stream()
                .filter(door -> door.role().isPresent())
                .toList();
    }

    private HttpResponse<String> call(Endpoint door, String token) {
        String path = door.path()
                .getPatternString()
                .replace("{name}", "no-op")
                .replaceAll("\\{\\*[a-z]+}", "none")
                .replaceAll("\\{[a-z]+}", SOME_ID);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        String method = door.method().equals("*") ? "GET" : door.method();
        boolean hasBody = !Set.of("GET", "DELETE").contains(method);
        return BrowserCalls.send(request, method, hasBody ? "{}" : null);
    }

    private static String path(String base, String template) {
        String path = (base == null ? "" : base) + (template == null ? "" : template);
        return path.replaceFirst("^https?://[^/]*", "");
    }
}
