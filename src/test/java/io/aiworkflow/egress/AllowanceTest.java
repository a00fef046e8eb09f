package io.aiworkflow.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowanceTest {
    @ParameterizedTest
    @CsvSource({
        "erp.internal,erp.internal,80,true",
        "ERP.Internal.,erp.internal,80,true",
        "erp.internal:8443,erp.internal,8443,true",
        "erp.internal:8443,erp.internal,443,false",
        "erp.internal,internal,80,false",
        "erp.internal,x.erp.internal,80,false",
        "10.0.0.1,erp.internal,80,false"
    })
    void namesAHostAndPossiblyAPort(String entry, String host, int port, boolean named) {
        assertThat(Allowance.parse(entry).names(HostName.parse(host), port)).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1,10.0.0.1,80,true",
        "10.0.0.1,10.0.0.2,80,false",
        "10.0.0.1:80,10.0.0.1,81,false",
        "10.0.0.0/8,10.255.255.255,80,true",
        "10.0.0.0/8,11.0.0.0,80,false",
        "10.0.0.0/8:8080,10.1.1.1,8080,true",
        "10.0.0.0/8:8080,10.1.1.1,80,false",
        "10.1.2.3/8,10.9.9.9,80,true",
        "172.16.0.0/12,172.31.255.255,80,true",
        "172.16.0.0/12,172.32.0.0,80,false",
        "192.168.1.128/25,192.168.1.127,80,false",
        "192.168.1.128/25,192.168.1.129,80,true",
        "0.0.0.0/0,127.0.0.1,80,true",
        "0.0.0.0/0,::1,80,false",
        "::1,::1,80,true",
        "[::1],::1,80,true",
        "[::1]:80,::1,80,true",
        "[::1]:80,::1,81,false",
        "fd00::/8,fdff::1,80,true",
        "fd00::/8,fc00::1,80,false",
        "[fd00::/8]:80,fd00::1,80,true",
        "[fd00::/8]:80,fd00::1,81,false",
        "::ffff:10.0.0.1,10.0.0.1,80,true",
        "erp.internal,10.0.0.1,80,false"
    })
    void holdsAddressesAndPossiblyAPort(String entry, String address, int port, boolean held)
            throws UnknownHostException {
        assertThat(Allowance.parse(entry).holds(InetAddress.getByName(address), port))
                .isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://erp.internal",
                "erp.internal/8",
                "erp.internal:0",
                "erp.internal:65536",
                "erp.internal:http",
                "erp.internal:",
                "*.internal",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0/8",
                "fd00::/129",
                "[fd00::1",
                "[]:80",
                "010.0.0.1",
                "user@erp.internal"
            })
    void refusesWhatItCannotRead(String entry) {
        assertThatIllegalArgumentException().isThrownBy(() -> Allowance.parse(entry));
    }
}
