package io.aiworkflow.supplychain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * The packaged application: what its own list says is in it, and what really is.
 *
 * @param jars the names of the jars in it
 * @param libraries what those jars say that they are, by their names and by what Maven left in them
 * @param listed what the list says; nothing when there is no list
 */
record ApplicationJar(Set<String> jars, List<Artifact> libraries, List<Artifact> listed) {
    private static final String SBOM = "META-INF/sbom/application.cdx.json";
    private static final String LIBRARIES = "BOOT-INF/lib/";
    private static final Pattern FILE = Pattern.compile("(.+?)-(\\d[^-]*(?:-[^-]+)*)\\.jar");

    static ApplicationJar read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IllegalStateException("there is no %s; run 'mvn package' first".formatted(file));
        }
        try (ZipFile jar = new ZipFile(file.toFile())) {
            List<Artifact> listed = listed(jar);
            Set<String> jars = new TreeSet<>();
            List<Artifact> libraries = new ArrayList<>();
            for (ZipEntry entry : jar.stream().toList()) {
                if (entry.getName().startsWith(LIBRARIES) && entry.getName().endsWith(".jar")) {
                    String name = entry.getName().substring(LIBRARIES.length());
                    jars.add(name);
                    libraries.add(named(name, listed));
                    try (InputStream in = jar.getInputStream(entry)) {
                        libraries.addAll(inside(in, name));
                    }
                }
            }
            return new ApplicationJar(jars, libraries, listed);
        }
    }

    /** The jars that the list does not know. */
    List<String> unlisted() {
        return jars.stream()
                .filter(jar -> listed.stream().noneMatch(component -> isFileOf(jar, component)))
                .toList();
    }

    private static List<Artifact> listed(ZipFile jar) throws IOException {
        List<Artifact> listed = new ArrayList<>();
        ZipEntry entry = jar.getEntry(SBOM);
        if (entry == null) {
            return listed;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            for (JsonNode component : new ObjectMapper().readTree(in).get("components")) {
                listed.add(new Artifact(
                        component.path("group").asText(),
                        component.path("name").asText(),
                        component.path("version").asText(),
                        SBOM));
            }
        }
        return listed;
    }

    private static Artifact named(String jar, List<Artifact> listed) {
        Optional<Artifact> known =
                listed.stream().filter(component -> isFileOf(jar, component)).findFirst();
        if (known.isPresent()) {
            return new Artifact(
                    known.get().group(), known.get().name(), known.get().version(), jar);
        }
        Matcher matcher = FILE.matcher(jar);
        return matcher.matches()
                ? new Artifact("", matcher.group(1), matcher.group(2), jar)
                : new Artifact("", jar, "0", jar);
    }

    /** A classifier may stand behind the version. */
    private static boolean isFileOf(String jar, Artifact component) {
        String file = component.name() + "-" + component.version();
        return jar.equals(file + ".jar") || jar.startsWith(file + "-");
    }

    private static List<Artifact> inside(InputStream in, String jar) throws IOException {
        List<Artifact> artifacts = new ArrayList<>();
        ZipInputStream entries = new ZipInputStream(in);
        for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            if (entry.getName().startsWith("META-INF/maven/") && entry.getName().endsWith("/pom.properties")) {
                Properties properties = new Properties();
                properties.load(entries);
                artifacts.add(new Artifact(
                        properties.getProperty("groupId", ""),
                        properties.getProperty("artifactId", ""),
                        properties.getProperty("version", "0"),
                        jar));
            }
        }
        return artifacts;
    }
}
