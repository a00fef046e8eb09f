package io.aiworkflow.platform;

/** Encrypts small secrets before they are stored, with a key that is kept outside the database. */
public interface SecretSealer {
    /**
     * @param context what the secret belongs to, such as {@code account:ID:totp}; the result can be opened with the same
     *     context only, so that a value that was copied to another row is of no use
     * @return printable text that names the key it was made with
     */
    String seal(String secret, String context);

    /**
     * @throws io.aiworkflow.failure.PermanentException when it was changed, belongs to another context, or its key is gone
     */
    String open(String sealed, String context);
}
