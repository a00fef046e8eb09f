package io.aiworkflow.platform.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.ClientAddress;
import io.aiworkflow.platform.StartRefused;
import io.aiworkflow.platform.edge.WebProperties.ProxyHeaders;
import java.net.InetAddress;
import java.util.List;
import org.apache.tomcat.util.http.MimeHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final List<String> OURS = List.of("loopback", "10.0.0.0/8", "2001:db8:1::/48");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // The other end of the connection is none of ours: whatever it says is its own word.
                "198.51.100.9 | 1.1.1.1             | 198.51.100.9",
                "198.51.100.9 | 127.0.0.1           | 198.51.100.9",
                "198.51.100.9 | -                   | 198.51.100.9",
                // One proxy of ours.
                "127.0.0.1    | 203.0.113.7         | 203.0.113.7",
                "10.1.2.3     | 203.0.113.7         | 203.0.113.7",
                "::1          | 2001:db8:9::1       | 2001:db8:9:0:0:0:0:1",
                "127.0.0.1    | -                   | 127.0.0.1",
                // What a caller has put in front does not count, even if it is an address of ours.
                "127.0.0.1    | 1.1.1.1, 203.0.113.7              | 203.0.113.7",
                "127.0.0.1    | 127.0.0.1, 203.0.113.7            | 203.0.113.7",
                "127.0.0.1    | 10.9.9.9, 203.0.113.7             | 203.0.113.7",
                "127.0.0.1    | 203.0.113.7, 8.8.8.8, 198.51.100.4 | 198.51.100.4",
                // Two proxies of ours in a row.
                "127.0.0.1    | 203.0.113.7, 10.0.0.2             | 203.0.113.7",
                "127.0.0.1    | 1.1.1.1, 203.0.113.7, 10.0.0.2    | 203.0.113.7",
                "10.0.0.1     | 203.0.113.7, 2001:db8:1::5        | 203.0.113.7",
                // Only proxies of ours: the farthest.
                "127.0.0.1    | 10.0.0.3, 10.0.0.2                | 10.0.0.3",
                // No address: whoever has noted it is the last that is known.
                "127.0.0.1    | unknown                           | 127.0.0.1",
                "127.0.0.1    | 203.0.113.7, _hidden, 10.0.0.2    | 10.0.0.2",
                "127.0.0.1    | evil.example.org                  | 127.0.0.1",
                "127.0.0.1    | ','                               | 127.0.0.1",
                "127.0.0.1    | 203.0.113.7:4711                  | 203.0.113.7",
                "127.0.0.1    | [2001:db8:9::1]:4711              | 2001:db8:9:0:0:0:0:1",
            })
    void findsTheCallerBehindOurProxiesOnly(String peer, String forwardedFor, String caller) {
        MimeHeaders headers = new MimeHeaders();
        if (forwardedFor != null) {
            headers.addValue("X-Forwarded-For").setString(forwardedFor);
        }
        assertThat(caller(peer, headers, ProxyHeaders.X_FORWARDED)).hasToString(caller);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "for=203.0.113.7;proto=https                        | 203.0.113.7          | https",
                "for=\"[2001:db8:9::1]:4711\";proto=HTTP            | 2001:db8:9:0:0:0:0:1 | http",
                "For=1.1.1.1, for=203.0.113.7;by=10.0.0.1;proto=x   | 203.0.113.7          | ''",
                "for=\"1.1.1.1, for=127.0.0.1\", for=203.0.113.7    | 203.0.113.7          | ''",
                "for=unknown;proto=https                            | 127.0.0.1            | https",
                "for=_obfuscated                                    | 127.0.0.1            | ''",
                "proto=https                                        | 127.0.0.1            | https",
                "\"                                                 | 127.0.0.1            | ''",
            })
    void readsTheStandardHeaderToo(String forwarded, String caller, String scheme) {
        MimeHeaders headers = new MimeHeaders();
        headers.addValue("Forwarded").setString(forwarded);
        assertThat(caller("127.0.0.1", headers, ProxyHeaders.FORWARDED)).hasToString(caller);
        assertThat(ProxyWord.read(headers, ProxyHeaders.FORWARDED).scheme()).isEqualTo(scheme);
    }

    @Test
    void believesOnlyTheHeadersThatItsProxiesSet() {
        MimeHeaders headers = new MimeHeaders();
        headers.addValue("Forwarded").setString("for=1.1.1.1");
        headers.addValue("X-Forwarded-For").setString("203.0.113.7");
        assertThat(caller("127.0.0.1", headers, ProxyHeaders.X_FORWARDED)).hasToString("203.0.113.7");
    }

    @Test
    void joinsHeadersThatWereSentTwice() {
        MimeHeaders headers = new MimeHeaders();
        headers.addValue("X-Forwarded-For").setString("1.1.1.1");
        headers.addValue("x-forwarded-for").setString("203.0.113.7, 10.0.0.2");
        assertThat(caller("127.0.0.1", headers, ProxyHeaders.X_FORWARDED)).hasToString("203.0.113.7");
    }

    @Test
    void readsLongHeadersOfAnyKind() {
        MimeHeaders headers = new MimeHeaders();
        headers.addValue("Forwarded").setString("\"\",".repeat(5000) + "for=\"" + "a".repeat(9000));
        assertThat(caller("127.0.0.1", headers, ProxyHeaders.FORWARDED)).hasToString("127.0.0.1");
    }

    @Test
    void dropsEveryHeaderThatTellsOfACaller() {
        MimeHeaders headers = new MimeHeaders();
        for (String name : List.of(
                "X-Forwarded-For",
                "x-forwarded-host",
                "X-FORWARDED-PREFIX",
                "Forwarded",
                "X-Real-IP",
                "X-Original-URL",
                "True-Client-IP")) {
            headers.addValue(name).setString("x");
        }
        headers.addValue("Accept").setString("x");
        ProxyWord.drop(headers);
        assertThat(headers.size()).isEqualTo(1);
        assertThat(headers.getHeader("accept")).isEqualTo("x");
    }

    @Test
    void trustsLoopbackByItselfOnlyWhereNothingElseArrives() throws Exception {
        List<String> auto = List.of("auto");
        ClientAddress loopback = ClientAddress.parse("127.0.0.1").orElseThrow();
        assertThat(TrustedProxies.of(auto, InetAddress.getByName("127.0.0.1")).trusts(loopback))
                .isTrue();
        assertThat(TrustedProxies.of(auto, InetAddress.getByName("0.0.0.0")).trusts(loopback))
                .isFalse();
        assertThat(TrustedProxies.of(auto, null).trusts(loopback)).isFalse();
        assertThat(TrustedProxies.of(List.of("none"), InetAddress.getByName("127.0.0.1"))
                        .trusts(loopback))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"caddy", "10.0.0.0/33", "10.0.0/8", "*", "10.0.0.0/x", "all", "::1/129"})
    void refusesToStartWithAnythingElse(String entry) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(entry), null))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining(entry);
    }

    private static ClientAddress caller(String peer, MimeHeaders headers, ProxyHeaders kind) {
        return TrustedProxies.of(OURS, null)
                .caller(
                        ClientAddress.parse(peer).orElseThrow(),
                        ProxyWord.read(headers, kind).chain());
    }
}
