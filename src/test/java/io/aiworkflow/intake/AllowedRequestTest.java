package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class AllowedRequestTest {
    private static final AllowedNames NAMES =
            new AllowedNames(List.of("Prefer", "CamelHttpUri"), List.of("limit", "camelFileName"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "camelhttpuri",
                "CAMELFILENAME",
                "cAmElBeanMethodName",
                "org.apache.camel.x",
                "mail.smtp.host",
                "operationName",
                "name",
                "id",
                "limit",
                "Authorization",
                "Cookie",
                "Host",
                "X-Forwarded-For",
                "breadcrumbId"
            })
    void letsNoUndeclaredHeaderThroughByAnyWay(String name) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/runs");
        request.addHeader(name, "17");
        request.addHeader("PREFER", "wait=1");
        AllowedRequest allowed = new AllowedRequest(request, NAMES);
        assertThat(Collections.list(allowed.getHeaderNames())).containsExactly("PREFER");
        assertThat(allowed.getHeader(name)).isNull();
        assertThat(allowed.getHeaders(name).hasMoreElements()).isFalse();
        assertThat(allowed.getIntHeader(name)).isEqualTo(-1);
        assertThat(allowed.getDateHeader(name)).isEqualTo(-1);
        assertThat(allowed.getHeader("prefer")).isEqualTo("wait=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "camelhttpuri",
                "camelFileName",
                "Camel",
                "org.apache.camel.x",
                "mail.smtp.host",
                "a:b",
                "",
                "Limit",
                "customerId",
                "Prefer"
            })
    void letsNoUndeclaredParameterThroughByAnyWay(String name) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/runs");
        request.addParameter(name, "value");
        request.setQueryString(name + "=value");
        AllowedRequest allowed = new AllowedRequest(request, NAMES);
        assertThat(allowed.getParameterMap()).isEmpty();
        assertThat(Collections.list(allowed.getParameterNames())).isEmpty();
        assertThat(allowed.getParameter(name)).isNull();
        assertThat(allowed.getParameterValues(name)).isNull();
        assertThat(allowed.getQueryString()).isNull();
    }

    @Test
    void leavesTheDeclaredPartsOfTheQueryAsTheyWereSent() {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/runs");
        AllowedRequest allowed = new AllowedRequest(request, NAMES);
        assertThat(allowed.getQueryString()).isNull();
        request.setQueryString("CamelHttpUri=x&limit=1&%43amelFileName=y&%6cimit=%7B%7Benv:HOME%7D%7D&%zz=1&limit");
        assertThat(allowed.getQueryString()).isEqualTo("limit=1&%6cimit=%7B%7Benv:HOME%7D%7D&limit");
    }

    @Test
    void leavesNoCookiesAndNoPartsOfForms() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/x");
        request.setCookies(new Cookie("session", "secret"));
        AllowedRequest allowed = new AllowedRequest(request, NAMES);
        assertThat(allowed.getCookies()).isNull();
        assertThat(allowed.getParts()).isEmpty();
        assertThat(allowed.getPart("x")).isNull();
    }
}
