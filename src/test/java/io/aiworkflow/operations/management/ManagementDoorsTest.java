package io.aiworkflow.operations.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.StartRefused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementDoorsTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "127.0.0.1, none, '', true",
                "::1, none, sesame, true",
                "172.18.0.5, none, '', false",
                "172.18.0.5, Bearer, '', false",
                "172.18.0.5, 'Bearer ', '', false",
                "172.18.0.5, none, sesame, false",
                "172.18.0.5, sesame, sesame, false",
                "172.18.0.5, Bearer sesam, sesame, false",
                "172.18.0.5, Bearer sesame, sesame, true"
            })
    void otherMachinesNeedTheToken(String caller, String shown, String token, boolean may) throws UnknownHostException {
        assertThat(ManagementDoors.mayReadMetrics(InetAddress.getByName(caller), shown, token))
                .isEqualTo(may);
    }

    @Test
    void thePortIsTenMoreThanTheEnginesUnlessSomebodyChoosesOne() {
        assertThat(properties("auto").number(8000)).hasValue(8010);
        assertThat(properties("auto").number(0)).hasValue(0);
        assertThat(properties("auto").number(65530)).hasValue(0);
        assertThat(properties("9100").number(8000)).hasValue(9100);
        assertThat(properties("Off").number(8000)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "65536", "http"})
    void refusesToStartWithWhatIsNoPort(String port) {
        assertThatThrownBy(() -> properties(port).number(8000))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("ENGINE_MANAGEMENT_PORT");
    }

    @Test
    void doesNotShowTheToken() {
        assertThat(new ManagementProperties("127.0.0.1", "auto", "sesame").toString())
                .doesNotContain("sesame");
    }

    private static ManagementProperties properties(String port) {
        return new ManagementProperties("127.0.0.1", port, "");
    }
}
