package io.aiworkflow.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Explains why PostgreSQL, which refuses to run as root, could not be started by a root user. */
final class RootUser {
    private RootUser() {}

    /** What to do, when this process runs as root and may not create a user namespace. */
    static Optional<String> hint() {
        if (!isRoot() || canCreateUserNamespace()) {
            return Optional.empty();
        }
        return Optional.of("PostgreSQL refuses to run as root, and 'unshare -U', which would help, is not allowed here."
                + " Start the engine as an ordinary user, or set DATABASE_URL to use a PostgreSQL server of your own.");
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | RuntimeException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private static boolean canCreateUserNamespace() {
        try {
            return new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
