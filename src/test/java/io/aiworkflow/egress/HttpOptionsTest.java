package io.aiworkflow.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOptionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxyHost",
                "PROXYHOST",
                "proxy-host",
                "proxyAuthHost",
                "nonProxyHosts",
                "useSystemProperties",
                "clientConnectionManager",
                "client-connection-manager",
                "clientBuilder",
                "httpClient",
                "httpClient.proxy",
                "http-client.useSystemProperties",
                "httpConnection.socksProxyAddress",
                "httpClientConfigurer",
                "httpContext",
                "oauth2TokenEndpoint",
                "customHostHeader",
                "preserveHostHeader",
                "transferException",
                "x509HostnameVerifier",
                "sslContextParameters",
                "component.proxyHost",
                "component[proxyHost]",
                "camelContext.globalOptions[http.proxyHost]",
                "class.classLoader"
            })
    void refusesWhatWouldChangeHowACallConnects(String option) {
        assertThat(HttpOptions.fault(option, "x"))
                .hasValueSatisfying(fault -> assertThat(fault).contains("'" + option + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"#client", "#bean:client", "#class:java.lang.String", "#type:x"})
    void refusesBeansAsValues(String value) {
        assertThat(HttpOptions.fault("userAgent", value)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "bridgeEndpoint,true",
        "connectTimeout,5000",
        "followRedirects,true",
        "httpMethod,POST",
        "authUsername,me",
        "q,a#b",
        "component,frontend",
        "hub.mode,subscribe",
        "proxyId,7"
    })
    void leavesOtherOptionsAndParametersAlone(String option, String value) {
        assertThat(HttpOptions.fault(option, value)).isEmpty();
    }
}
