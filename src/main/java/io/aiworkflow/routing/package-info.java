/**
 * The authors' files: reads, checks, tries and loads YAML routes and Kamelets, and replaces them while the engine runs.
 * A file that breaks a rule is refused with its line, and what was loaded before keeps serving.
 */
package io.aiworkflow.routing;
