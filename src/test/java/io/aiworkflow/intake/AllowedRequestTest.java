package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class AllowedRequestTest {
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
                "X-Forwarded-For",
                "breadcrumbId"
            })
    void letsNoUnknownHeaderThroughByAnyWay(String name) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/runs");
        request.addHeader(name, "value");
        request.addHeader("Prefer", "wait=1");
        AllowedRequest allowed = new AllowedRequest(request, new byte[0]);
        assertThat(Collections.list(allowed.getHeaderNames())).containsExactly("Prefer");
        assertThat(allowed.getHeader(name)).isNull();
        assertThat(allowed.getHeaders(name).hasMoreElements()).isFalse();
        assertThat(allowed.getHeader("prefer")).isEqualTo("wait=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CamelHttpUri", "camelhttpuri", "Camel", "org.apache.camel.x", "mail.smtp.host", "a:b", ""})
    void letsNoSteeringParameterThroughByAnyWay(String name) {
        for (String path : new String[] {"/api/v1/runs", "/benchmark/forward"}) {
            MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
            request.addParameter(name, "value");
            AllowedRequest allowed = new AllowedRequest(request, new byte[0]);
            assertThat(allowed.getParameterMap()).isEmpty();
            assertThat(Collections.list(allowed.getParameterNames())).isEmpty();
            assertThat(allowed.getParameter(name)).isNull();
            assertThat(allowed.getParameterValues(name)).isNull();
        }
    }

    @Test
    void letsOrdinaryParametersThroughToAuthorsDoorsOnly() {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/orders");
        request.addParameter("customerId", "7");
        assertThat(new AllowedRequest(request, new byte[0]).getParameter("customerId"))
                .isEqualTo("7");
        request.setRequestURI("/api/v1/runs");
        assertThat(new AllowedRequest(request, new byte[0]).getParameter("customerId"))
                .isNull();
    }
}
