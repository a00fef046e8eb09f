package io.aiworkflow.platform;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the engine's REST doors are reached from outside.
 *
 * @param publicUrl the beginning of the addresses that runs give to others, such as those of callbacks
 */
@ConfigurationProperties("engine.intake")
public record PublicAddressProperties(URI publicUrl) {
    public PublicAddressProperties {
        if (publicUrl == null || publicUrl.getHost() == null || publicUrl.getScheme() == null) {
            throw new IllegalArgumentException(
                    "engine.intake.public-url must be an address such as https://engine.example.org");
        }
    }

    /** The address of this path. */
    public String of(String path) {
        String base = publicUrl.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }
}
