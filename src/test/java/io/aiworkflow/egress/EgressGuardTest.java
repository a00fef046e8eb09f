package io.aiworkflow.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.failure.EffectNotMade;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.StartRefused;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressGuardTest {
    private final FakeNetwork names = new FakeNetwork()
            .then("public.test", "93.184.215.14", "2606:4700::1")
            .then("private.test", "10.0.0.5")
            .then("mixed.test", "93.184.215.14", "127.0.0.1")
            .then("cloud.test", "169.254.169.254")
            .then("metadata.google.internal", "93.184.215.14");

    private EgressGuard guard(String... allow) {
        return new EgressGuard(new EgressProperties(List.of(allow)), names);
    }

    private static void assertRefused(EgressGuard guard, String host) {
        assertThatExceptionOfType(EgressRefused.class).isThrownBy(() -> guard.addresses(host, 80));
    }

    @Test
    void givesEveryAddressOfAPublicHost() throws UnknownHostException {
        assertThat(guard().addresses("Public.test.", 80))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("93.184.215.14", "2606:4700:0:0:0:0:0:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "private.test",
                "mixed.test",
                "cloud.test",
                "127.0.0.1",
                "[::1]",
                "metadata.google.internal",
                "0x7f.1"
            })
    void refusesAHostOfWhichOneAddressIsNotPublic(String host) {
        assertRefused(guard(), host);
    }

    @Test
    void anUnknownHostIsNoRefusal() {
        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> guard().addresses("nobody.test", 80));
    }

    @Test
    void looksANameUpOnceForEachConnection() throws UnknownHostException {
        names.then("rebind.test", "93.184.215.14").then("rebind.test", "127.0.0.1");
        assertThat(guard().addresses("rebind.test", 80)).hasSize(1);
        assertThat(names.questions("rebind.test")).isOne();
        assertRefused(guard(), "rebind.test");
    }

    @ParameterizedTest
    @CsvSource({
        "private.test,private.test",
        "private.test:80,private.test",
        "10.0.0.0/8,private.test",
        "10.0.0.5,private.test",
        "mixed.test,mixed.test",
        "127.0.0.1:80,mixed.test",
        "127.0.0.1,127.0.0.1",
        "[::1],[::1]",
        "169.254.169.254,cloud.test",
        "metadata.google.internal,metadata.google.internal"
    })
    void allowsWhatAnOperatorNames(String allow, String host) throws UnknownHostException {
        assertThat(guard(allow).addresses(host, 80)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "private.test:81,private.test",
        "10.0.0.6,private.test",
        "private.test,10.0.0.5",
        "cloud.test,cloud.test",
        "mixed.test,private.test"
    })
    void anAllowanceIsNoWiderThanItSays(String allow, String host) {
        assertRefused(guard(allow), host);
    }

    @Test
    void aPublicAddressOfThisMachineIsInternal() throws UnknownHostException {
        names.own("93.184.215.14");
        assertRefused(guard(), "public.test");
        assertThat(guard("public.test").addresses("public.test", 80)).hasSize(2);
    }

    @Test
    void theMachineKnowsItsOwnAddresses() throws Exception {
        MachineNetwork machine = new MachineNetwork();
        assertThat(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
                .isNotEmpty()
                .allMatch(machine::isOwn);
        assertThat(machine.isOwn(FakeNetwork.address("8.8.8.8"))).isFalse();
    }

    @Test
    void theRefusalTellsHostAndSettingButNoAddress() {
        assertThatThrownBy(() -> guard().addresses("private.test", 8080))
                .isInstanceOf(EffectNotMade.class)
                .hasMessageContaining("private.test:8080")
                .hasMessageContaining("ENGINE_EGRESS_ALLOW=private.test:8080")
                .hasMessageContaining("engine.egress.allow")
                .hasMessageNotContaining("10.0.0.5")
                .extracting("code")
                .isEqualTo(ErrorCode.EGRESS_REFUSED);
    }

    @Test
    void refusesToStartWithAnAllowanceThatItCannotRead() {
        assertThatThrownBy(() -> guard("ok.test", "http://private.test"))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("ENGINE_EGRESS_ALLOW")
                .hasMessageContaining("http://private.test");
    }
}
