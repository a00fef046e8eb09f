package io.aiworkflow.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/** An original, read piece by piece: whoever takes it slowly keeps neither much memory nor a database connection. */
final class OriginalStream extends InputStream {
    static final int PIECE = 256 * 1024;

    private final Pieces pieces;
    private final long size;
    private byte[] piece;
    private int next;
    private long begun;

    /** @param first the first {@link #PIECE} bytes, or all of them */
    OriginalStream(byte[] first, Pieces pieces, long size) {
        this.piece = first;
        this.begun = first.length;
        this.pieces = pieces;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        return isAtEnd() ? -1 : piece[next++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, piece.length - next);
        System.arraycopy(piece, next, target, offset, count);
        next += count;
        return count;
    }

    private boolean isAtEnd() throws IOException {
        if (next < piece.length) {
            return false;
        }
        if (begun >= size) {
            return true;
        }
        piece = pieces.from(begun, PIECE)
                .filter(found -> found.length > 0)
                .orElseThrow(() -> new IOException("the original was replaced or deleted while it was read"));
        begun += piece.length;
        next = 0;
        return false;
    }

    /** Where the content comes from. */
    interface Pieces {
        /** Empty when the content is gone. */
        Optional<byte[]> from(long offset, int most);
    }
}
