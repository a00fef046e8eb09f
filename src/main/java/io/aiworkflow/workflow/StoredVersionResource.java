package io.aiworkflow.workflow;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.camel.support.ResourceSupport;

/**
 * Tells Camel that a route comes from a kept version and not from the file of its name. The workflow of such a route
 * has that version and its schemas, whatever the files hold now, and takes no new runs.
 */
public final class StoredVersionResource extends ResourceSupport {
    private final StoredVersion version;

    public StoredVersionResource(StoredVersion version) {
        super("mem", version.source());
        this.version = version;
    }

    StoredVersion version() {
        return version;
    }

    @Override
    public boolean exists() {
        return true;
    }

    @Override
    public URI getURI() {
        return null;
    }

    @Override
    public InputStream getInputStream() {
        return new ByteArrayInputStream(version.content().getBytes(StandardCharsets.UTF_8));
    }
}
