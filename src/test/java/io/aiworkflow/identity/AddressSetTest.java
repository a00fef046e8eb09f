package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.AddressRange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressSetTest {
    @Test
    void findsAnAddressInManyRanges() {
        AddressSet set = new AddressSet(Stream.of("192.0.2.0/24", "198.51.100.7", "2001:db8::/32", "2001:db9::1")
                .map(range -> AddressRange.parse(range).orElseThrow())
                .toList());

        assertThat(List.of(
                        "192.0.2.1",
                        "192.0.2.255",
                        "198.51.100.7",
                        "::ffff:192.0.2.1",
                        "2001:db8:ffff::1",
                        "2001:db9::1"))
                .allMatch(address -> set.contains(AddressRange.parse(address).orElseThrow()));
        assertThat(List.of("192.0.3.1", "198.51.100.8", "2001:dba::1", "2001:db9::2", "::c000:201"))
                .noneMatch(address -> set.contains(AddressRange.parse(address).orElseThrow()));
    }
}
