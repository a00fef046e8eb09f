package io.aiworkflow.chaos.node;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;

/** Halts before and after statements of the engine, which are known by their text. */
final class HaltingConnections implements MethodInterceptor {
    @Override
    public Object invoke(MethodInvocation call) throws Throwable {
        Object result = call.proceed();
        return result instanceof Connection connection
                ? proxy(Connection.class, (proxy, method, arguments) -> connect(connection, method, arguments))
                : result;
    }

    private static Object connect(Connection connection, Method method, Object[] arguments) throws Throwable {
        Object result = call(connection, method, arguments);
        if (!(result instanceof PreparedStatement statement) || !(arguments[0] instanceof String sql)) {
            return result;
        }
        String place = StatementPlaces.of(sql);
        return place.isEmpty()
                ? result
                : proxy(PreparedStatement.class, (proxy, called, values) -> execute(statement, place, called, values));
    }

    private static Object execute(PreparedStatement statement, String place, Method method, Object[] arguments)
            throws Throwable {
        if (!method.getName().startsWith("execute")) {
            return call(statement, method, arguments);
        }
        if (place.equals("heartbeat")) {
            Entrance.beforeHeartbeat();
        }
        HaltPoints.reach("before-" + place);
        Object result = call(statement, method, arguments);
        if (changedSomething(result)) {
            HaltPoints.reach("after-" + place);
        }
        return result;
    }

    /** A look for runs that finds none is no claim. */
    private static boolean changedSomething(Object result) throws Exception {
        if (result instanceof ResultSet rows) {
            return rows.isBeforeFirst();
        }
        return !(result instanceof Integer count) || count > 0;
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(HaltingConnections.class.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
