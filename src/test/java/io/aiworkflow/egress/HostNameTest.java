package io.aiworkflow.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    @ParameterizedTest
    @CsvSource({
        "example.org,example.org",
        "Hooks.Example.ORG,hooks.example.org",
        "example.org.,example.org",
        "xn--mller-kva.example,xn--mller-kva.example",
        "my_service,my_service",
        "0.example.org,0.example.org",
        "127.0.0.1.example.org,127.0.0.1.example.org",
        "a0x1,a0x1"
    })
    void namesAreInLowerCaseWithoutADotAtTheEnd(String written, String text) {
        HostName host = HostName.parse(written);
        assertThat(host.text()).isEqualTo(text);
        assertThat(host.literal()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,127.0.0.1",
        "127.0.0.1.,127.0.0.1",
        "255.255.255.255,255.255.255.255",
        "::1,0:0:0:0:0:0:0:1",
        "[::1],0:0:0:0:0:0:0:1",
        "[FE80::1],fe80:0:0:0:0:0:0:1",
        "[::ffff:127.0.0.1],127.0.0.1",
        "[::FFFF:7F00:1],127.0.0.1"
    })
    void addressesAreReadInTheirUsualForm(String written, String text) {
        HostName host = HostName.parse(written);
        assertThat(host.text()).isEqualTo(text);
        assertThat(host.literal()).get().extracting("hostAddress").isEqualTo(text);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "2130706433",
                "0x7f000001",
                "0X7F000001",
                "017700000001",
                "0177.0.0.1",
                "0x7f.0.0.1",
                "127.1",
                "127.0.1",
                "127.0.0.01",
                "127.0.0.256",
                "127.0.0.1.1",
                "1.2.3.0x4",
                "foo.0x",
                "example.1",
                "127.0.0.1..",
                "..",
                ".",
                ".example.org",
                "example..org",
                "-example.org",
                "example-.org",
                "exa mple.org",
                "exa\tmple.org",
                "example.org\0",
                "ex%61mple.org",
                "%31%32%37.0.0.1",
                "127。0。0。1",
                "①②⑦.⓪.⓪.①",
                "１２７.0.0.1",
                "ｌocalhost",
                "\u212Aelvin.org",
                "müller.de",
                "user@example.org",
                "example.org/x",
                "example.org\\x",
                "example.org:80",
                "[127.0.0.1]",
                "[::1",
                "::1]",
                "[::1]x",
                "[::1%25lo]",
                "fe80::1%eth0",
                "[fe80::1%2]",
                "1:2:3:4:5:6:7:8:9",
                "[::ffff:0x7f.1]",
                "[::g]"
            })
    void whatCouldBeReadInTwoWaysIsRefused(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostName.parse(written));
    }

    @Test
    void tooLongNamesAreRefused() {
        assertThat(HostName.parse("a".repeat(63) + ".org").literal()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> HostName.parse("a".repeat(64) + ".org"));
        assertThatIllegalArgumentException().isThrownBy(() -> HostName.parse("a.".repeat(127) + "org"));
    }

    @Test
    void goesIntoAnAddressWithItsPort() {
        assertThat(HostName.parse("example.org").with(80)).isEqualTo("example.org:80");
        assertThat(HostName.parse("[::1]").with(8080)).isEqualTo("[0:0:0:0:0:0:0:1]:8080");
    }
}
