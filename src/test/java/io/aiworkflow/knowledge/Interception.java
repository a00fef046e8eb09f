package io.aiworkflow.knowledge;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;

/** Lets a test step in where one method of a port is called, to do something right before or after it. */
interface Interception {
    Object by(Callable<?> call) throws Exception;

    /** The target, of which one method is left to somebody else. */
    static <T> T onCall(Class<T> type, T target, String name, Interception interception) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("equals")) {
                        // Or a map would take it for its target.
                        return self == arguments[0];
                    }
                    return method.getName().equals(name)
                            ? interception.by(() -> call(method, target, arguments))
                            : call(method, target, arguments);
                }));
    }

    /** The same for a method of the indexes that are searched. */
    static ModelIndexes onActive(ModelIndexes indexes, String name, Interception interception) {
        return onCall(
                ModelIndexes.class,
                indexes,
                "of",
                sides -> onCall(
                        VectorIndexes.class,
                        (VectorIndexes) sides.call(),
                        "active",
                        active -> onCall(VectorIndex.class, (VectorIndex) active.call(), name, interception)));
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
