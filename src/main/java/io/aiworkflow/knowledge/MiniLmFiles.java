package io.aiworkflow.knowledge;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/**
 * The model's files and native libraries, copied out of their jars below the data directory. Nothing is written
 * elsewhere and nothing is ever downloaded.
 */
final class MiniLmFiles {
    private static final String NETWORK = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";
    private static final String RUNTIME_NATIVES = "/ai/onnxruntime/native/";

    private final Path models;
    private final Path natives;

    MiniLmFiles(Path dataDirectory) {
        this.models = dataDirectory.toAbsolutePath().resolve("models");
        this.natives = dataDirectory.toAbsolutePath().resolve("native");
    }

    /** Tells both native libraries where to unpack and to stay offline. Must run before either is first used. */
    void prepareNatives() {
        setDefault("DJL_CACHE_DIR", natives.toString());
        // Without these two the tokenizer looks for a graphics card and may fetch a matching library.
        setDefault("RUST_FLAVOR", "cpu");
        setDefault("ai.djl.offline", "true");
        if (System.getProperty("onnxruntime.native.path") == null) {
            unpackRuntime();
        }
    }

    /** The network, as it is in its jar. */
    Path network() {
        return copied(NETWORK, models);
    }

    /** The tokenizer without its limit of 128 tokens, which would cut longer texts off silently. */
    Path tokenizer() {
        try (InputStream packaged = resource(TOKENIZER).openStream()) {
            ObjectMapper json = new ObjectMapper();
            ObjectNode settings = (ObjectNode) json.readTree(packaged);
            settings.putNull("truncation");
            settings.putNull("padding");
            return written(json.writeValueAsBytes(settings), models.resolve("all-minilm-l6-v2-q-tokenizer.json"));
        } catch (IOException e) {
            throw new UncheckedIOException("the tokenizer cannot be copied to " + models, e);
        }
    }

    private void unpackRuntime() {
        Path directory = natives.resolve("onnxruntime");
        for (String library : List.of("onnxruntime", "onnxruntime4j_jni")) {
            String name = RUNTIME_NATIVES + platform() + "/" + System.mapLibraryName(library);
            if (MiniLmFiles.class.getResource(name) == null) {
                return;
            }
            copied(name, directory);
        }
        System.setProperty("onnxruntime.native.path", directory.toString());
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String name = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        return name + (System.getProperty("os.arch").equals("aarch64") ? "-aarch64" : "-x64");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static Path copied(String resource, Path directory) {
        Path target = directory.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        try {
            URLConnection packaged = resource(resource).openConnection();
            if (Files.exists(target) && Files.size(target) == packaged.getContentLengthLong()) {
                return target;
            }
            try (InputStream in = packaged.getInputStream()) {
                return written(in.readAllBytes(), target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be copied to %s".formatted(resource, directory), e);
        }
    }

    /** Under another name first, so that no half-written file is ever taken for a whole one. */
    private static Path written(byte[] content, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Path part =
                Files.createTempFile(target.getParent(), target.getFileName().toString(), ".part");
        Files.write(part, content);
        return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static URL resource(String name) {
        URL resource = MiniLmFiles.class.getResource(name);
        if (resource == null) {
            throw new IllegalStateException(name + " is not on the class path");
        }
        return resource;
    }
}
