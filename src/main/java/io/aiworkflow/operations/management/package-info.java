/** The management port: what monitoring and whoever runs the process ask, apart from the doors for callers. */
package io.aiworkflow.operations.management;
