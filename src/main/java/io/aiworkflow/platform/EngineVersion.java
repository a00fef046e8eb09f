package io.aiworkflow.platform;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

/** The version of the running engine, as the build recorded it. */
@Component
public class EngineVersion {
    private final String version;

    EngineVersion(ObjectProvider<BuildProperties> build) {
        BuildProperties properties = build.getIfAvailable();
        this.version = properties == null ? "unknown" : properties.getVersion();
    }

    @Override
    public String toString() {
        return version;
    }
}
