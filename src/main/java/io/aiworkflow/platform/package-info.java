/**
 * What the engine stands on: its database (embedded or a real server), its settings from the environment, its roles and
 * its web server. It knows nothing of workflows.
 */
package io.aiworkflow.platform;
