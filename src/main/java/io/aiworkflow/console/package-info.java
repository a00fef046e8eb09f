/** The Hawtio console for operators: its files, the guarded door to JMX behind it, and the engine's own MBeans. */
package io.aiworkflow.console;
