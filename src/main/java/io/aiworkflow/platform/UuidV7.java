package io.aiworkflow.platform;

import java.security.SecureRandom;
import java.util.UUID;

/** Makes UUIDs of version 7 (RFC 9562): they sort by the millisecond in which they were made. */
public final class UuidV7 {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private UuidV7() {}

    public static UUID next() {
        long randomA = RANDOM.nextInt() & 0x0FFFL;
        long randomB = RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL;
        return new UUID(System.currentTimeMillis() << 16 | VERSION | randomA, VARIANT | randomB);
    }
}
