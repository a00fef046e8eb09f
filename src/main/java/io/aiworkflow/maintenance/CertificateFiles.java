package io.aiworkflow.maintenance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads when certificates of a folder end. Keys beside them are not opened. */
final class CertificateFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);
    private static final Set<String> ENDINGS = Set.of(".pem", ".crt", ".cer");
    private static final int DEEPEST = 6;
    private static final int MOST = 50;
    private static final int MOST_READ = 2000;
    private static final long LARGEST = 1024 * 1024;

    private CertificateFiles() {}

    /** Those that end first first, at most 50, so that they can be labels of meters. */
    static List<Expiry> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new JobFailed("there is no folder " + folder);
        }
        List<Expiry> found = new ArrayList<>();
        for (Path file : candidates(folder)) {
            expiry(file, folder.relativize(file).toString().replace('\\', '/')).ifPresent(found::add);
        }
        found.sort(Comparator.comparing(Expiry::expiresAt));
        return List.copyOf(found.subList(0, Math.min(found.size(), MOST)));
    }

    /** What must not be looked into is left out, and the rest is looked at all the same. */
    private static List<Path> candidates(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (Files.isRegularFile(file) && isCandidate(file)) {
                    files.add(file);
                }
                return files.size() < MOST_READ ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                LOG.warn("{} cannot be looked into for certificates: {}", file, failure.getMessage());
                return FileVisitResult.CONTINUE;
            }
        });
        if (files.size() == MOST_READ) {
            LOG.warn("In {} only the first {} files are looked at for certificates", folder, MOST_READ);
        }
        return files;
    }

    private static boolean isCandidate(Path file) {
        String name = file.getFileName().toString();
        return ENDINGS.stream().anyMatch(name::endsWith)
                && !name.contains("privkey")
                && file.toFile().length() <= LARGEST;
    }

    private static Optional<Expiry> expiry(Path file, String name) {
        try (InputStream in = Files.newInputStream(file)) {
            return Expiry.of(name, CertificateFactory.getInstance("X.509").generateCertificates(in));
        } catch (CertificateException | IOException e) {
            LOG.debug("{} holds no certificate that can be read", file, e);
            return Optional.empty();
        }
    }
}
