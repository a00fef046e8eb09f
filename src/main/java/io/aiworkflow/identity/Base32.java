package io.aiworkflow.identity;

import java.io.ByteArrayOutputStream;

/** Base32 as RFC 4648 has it, without padding, as authenticator apps take secrets. */
final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int LETTER_BITS = 5;
    private static final int LETTER = 0x1F;
    private static final int BYTE = 0xFF;

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte next : bytes) {
            buffer = buffer << Byte.SIZE | next & BYTE;
            bits += Byte.SIZE;
            while (bits >= LETTER_BITS) {
                bits -= LETTER_BITS;
                text.append(ALPHABET.charAt(buffer >> bits & LETTER));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(buffer << LETTER_BITS - bits & LETTER));
        }
        return text.toString();
    }

    static byte[] decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int buffer = 0;
        int bits = 0;
        for (char letter : text.toCharArray()) {
            int value = ALPHABET.indexOf(letter);
            if (value < 0) {
                throw new IllegalArgumentException("this is not Base32");
            }
            buffer = buffer << LETTER_BITS | value;
            bits += LETTER_BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                bytes.write(buffer >> bits & BYTE);
            }
        }
        return bytes.toByteArray();
    }
}
