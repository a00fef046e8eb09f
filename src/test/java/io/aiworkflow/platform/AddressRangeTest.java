package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7/32",
        "192.0.2.7/24, 192.0.2.0/24",
        "10.255.255.255/8, 10.0.0.0/8",
        "0.0.0.0/0, 0.0.0.0/0",
        "255.255.255.255, 255.255.255.255/32",
        "::ffff:192.0.2.7, 192.0.2.7/32",
        "::ffff:192.0.2.7/120, 192.0.2.0/24",
        "::1, 0:0:0:0:0:0:0:1/128",
        "[2001:db8::1], 2001:db8:0:0:0:0:0:1/128",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1/128",
        "2001:DB8:ffff::/33, 2001:db8:8000:0:0:0:0:0/33",
        "::/0, 0:0:0:0:0:0:0:0/0"
    })
    void readsAddressesAndNetworks(String text, String range) {
        assertThat(AddressRange.parse(text)).map(AddressRange::toString).hasValue(range);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.org",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "0x7f.0.0.1",
                "1.2.3.4/33",
                "1.2.3.4/-1",
                "1.2.3.4/",
                "1.2.3.4/8/8",
                "::1/129",
                "::ffff:1.2.3.4/95",
                ":::",
                "1:2",
                "g::1",
                "1.2.3.4 ",
                "2130706433",
                "a:b.example.org"
            })
    void takesNothingElse(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    @Test
    void oneSenderHasAWholeNetworkOfTheNewKind() {
        assertThat(AddressRange.sender("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(AddressRange.sender("::ffff:192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(AddressRange.sender("2001:db8:1:2:3:4:5:6")).isEqualTo(AddressRange.sender("2001:db8:1:2::9"));
        assertThat(AddressRange.sender("2001:db8:1:2::9")).isNotEqualTo(AddressRange.sender("2001:db8:1:3::9"));
        assertThat(AddressRange.sender("nonsense")).isEqualTo("unknown");
    }
}
