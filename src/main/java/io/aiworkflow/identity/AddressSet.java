package io.aiworkflow.identity;

import io.aiworkflow.platform.AddressRange;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Many ranges of addresses, in which one address is found without going through them all. */
final class AddressSet {
    static final AddressSet EMPTY = new AddressSet(List.of());

    private final Set<AddressRange> ranges;
    private final List<Width> widths;

    private record Width(int bits, int prefix) {}

    AddressSet(Collection<AddressRange> ranges) {
        this.ranges = new HashSet<>(ranges);
        this.widths = ranges.stream()
                .map(range -> new Width(range.bits(), range.prefix()))
                .distinct()
                .toList();
    }

    boolean contains(AddressRange address) {
        for (Width width : widths) {
            if (width.bits() == address.bits() && ranges.contains(address.widen(width.prefix()))) {
                return true;
            }
        }
        return false;
    }
}
