/**
 * Who somebody is to the engine and to others on their behalf, and what was done: the sealed credentials for outside
 * systems and the audit of everything that matters to safety. It knows nothing of runs and workflows.
 */
package io.aiworkflow.identity;
