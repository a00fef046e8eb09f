/**
 * What every request passes before anything else sees it, and what every answer carries: limits of size, time and rate,
 * headers for browsers, origins, and whose word about the caller's address is taken.
 */
package io.aiworkflow.platform.edge;
