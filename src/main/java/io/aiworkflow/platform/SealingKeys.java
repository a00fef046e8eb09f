package io.aiworkflow.platform;

/** Which keys the {@link SecretSealer} uses, for those who seal anew what an older one has sealed. It never gives a key. */
public interface SealingKeys {
    /** The id of the key that seals from now on. */
    String newest();

    /**
     * The id of the key that something was sealed with, whether or not that key is there.
     *
     * @throws io.aiworkflow.failure.PermanentException when it is no sealed text
     */
    String of(String sealed);

    /** Reads the keys anew, for operators add new ones while the engine runs. */
    void refresh();
}
