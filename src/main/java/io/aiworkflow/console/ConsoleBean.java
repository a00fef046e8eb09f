package io.aiworkflow.console;

/**
 * An MBean of the engine that another module has for the console. Each attribute of it is shown to operators and each
 * operation can be called by them.
 *
 * @param name within the engine's domain
 * @param type the MXBean's interface
 */
public record ConsoleBean<T>(String name, Class<T> type, T bean) {}
