/**
 * The places that routes may send to by a name that comes from data: {@code destination:NAME}. The operator's table
 * says where each name leads; data chooses among the names and can neither add one nor change what stands behind it.
 */
package io.aiworkflow.destinations;
