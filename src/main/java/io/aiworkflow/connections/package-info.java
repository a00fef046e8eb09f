/**
 * The outside systems that routes may call by name: {@code http-connection:NAME}. Where a name leads is the operator's
 * decision; a route can neither read nor change it, and no request leaves the address that belongs to the name.
 */
package io.aiworkflow.connections;
