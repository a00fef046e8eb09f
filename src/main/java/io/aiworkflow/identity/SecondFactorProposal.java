package io.aiworkflow.identity;

/**
 * A second factor that waits for its first code.
 *
 * @param secret in Base32, to be typed into an app
 * @param uri the same as an {@code otpauth:} address, to be shown as a QR code
 */
public record SecondFactorProposal(String secret, String uri) {
    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "SecondFactorProposal";
    }
}
