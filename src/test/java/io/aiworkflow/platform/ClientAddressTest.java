package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7, 203.0.113.7",
        "::1, 0:0:0:0:0:0:0:1, 0:0:0:0::/64",
        "2001:DB8::17, 2001:db8:0:0:0:0:0:17, 2001:db8:0:0::/64",
        "::ffff:203.0.113.7, 203.0.113.7, 203.0.113.7",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1, fe80:0:0:0::/64"
    })
    void readsAddressesAndTheirNetworks(String literal, String text, String network) {
        ClientAddress address = ClientAddress.parse(literal).orElseThrow();
        assertThat(address.text()).isEqualTo(text);
        assertThat(address.network()).isEqualTo(network);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.org",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "010.1.1.1",
                "0x7f.1",
                "2130706433",
                "1.2.3.4:80",
                "[::1]",
                "unknown",
                "_hidden",
                "abcd",
                ":::",
                "1:2",
                "g::1",
                "1.2.3.4 "
            })
    void takesNothingElseForAnAddress(String text) {
        assertThat(ClientAddress.parse(text)).isEmpty();
    }

    @Test
    void isTheAddressOfTheRequest() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr("198.51.100.4");
        request.addHeader("X-Forwarded-For", "203.0.113.7");
        assertThat(ClientAddress.of(request)).hasToString("198.51.100.4");
        request.setRemoteAddr(null);
        assertThat(ClientAddress.of(request)).hasToString("0.0.0.0");
    }
}
