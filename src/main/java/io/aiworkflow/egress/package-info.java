/**
 * The one way out for the calls of authors: which hosts a route's HTTP steps may reach, and the HTTP component that
 * keeps to it. The engine's own servers (database, Redis, Ollama) are the operator's choice and not its business.
 */
package io.aiworkflow.egress;
