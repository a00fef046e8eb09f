package io.aiworkflow.operations.diagnosis;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.aiworkflow.platform.DataProperties;
import io.aiworkflow.platform.UuidV7;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Writes down what all threads do at this moment, virtual ones included where Java has them. */
@Component
class ThreadDump {
    private final Path folder;

    ThreadDump(DataProperties data) {
        this.folder = data.absolute().resolve("recordings");
    }

    void writeTo(OutputStream out) throws IOException {
        Optional<Method> dump = withVirtualThreads();
        if (dump.isPresent()) {
            copy(dump.get(), out);
        } else {
            for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
                out.write(text(thread).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Since Java 21; looked for by name, because the engine is compiled for Java 17. */
    private static Optional<Method> withVirtualThreads() {
        return Arrays.stream(HotSpotDiagnosticMXBean.class.getMethods())
                .filter(method -> method.getName().equals("dumpThreads"))
                .findFirst();
    }

    /** Java writes it into a file that must not be there yet. */
    private void copy(Method dump, OutputStream out) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("threads-" + UuidV7.next() + ".txt");
        try {
            dump.invoke(
                    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class),
                    file.toString(),
                    dump.getParameterTypes()[1].getEnumConstants()[0]);
            Files.copy(file, out);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IOException("the threads could not be written down", e);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static String text(ThreadInfo thread) {
        StringBuilder text = new StringBuilder();
        text.append('"')
                .append(thread.getThreadName())
                .append("\" #")
                .append(thread.getThreadId())
                .append(' ')
                .append(thread.getThreadState());
        if (thread.getLockName() != null) {
            text.append(" on ").append(thread.getLockName());
        }
        if (thread.getLockOwnerName() != null) {
            text.append(" owned by \"").append(thread.getLockOwnerName()).append('"');
        }
        text.append('\n');
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("    at ").append(frame).append('\n');
        }
        return text.append('\n').toString();
    }
}
