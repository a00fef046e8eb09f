package io.aiworkflow.destinations;

import jakarta.validation.constraints.NotBlank;

/**
 * Where one name leads.
 *
 * @param uri a workflow or a connection with all its options, for example {@code workflow:bill-customer} or {@code
 *     http-connection:desk/tickets?method=POST}
 */
public record Destination(@NotBlank String uri) {}
