/**
 * Where settings and secrets come from, in one order for all of them, how they are shown, and what seals the secrets that
 * are stored.
 */
package io.aiworkflow.platform.settings;
