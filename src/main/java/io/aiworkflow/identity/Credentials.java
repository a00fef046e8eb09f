package io.aiworkflow.identity;

/**
 * An account with what proves that somebody owns it.
 *
 * @param totpSecret sealed; null without a second factor
 * @param totpProposal sealed; null unless a second factor waits to be confirmed
 */
record Credentials(Account account, String passwordHash, String totpSecret, String totpProposal) {
    @Override
    public String toString() {
        return "Credentials[%s]".formatted(account.name());
    }
}
