/** Who somebody is to the engine and to others on their behalf. It knows nothing of runs and workflows. */
package io.aiworkflow.identity;
