package io.aiworkflow.identity;

import java.util.Optional;

/**
 * Which accounts to list, in the order of their names.
 *
 * @param state only accounts in this state
 * @param after the last name of the page before
 * @param limit the most to list
 */
public record AccountFilter(Optional<AccountState> state, Optional<String> after, int limit) {}
