/** Chores of the engine that are themselves workflows, so that they are durable and can be watched like any run. */
package io.aiworkflow.maintenance;
