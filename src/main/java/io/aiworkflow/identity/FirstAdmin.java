package io.aiworkflow.identity;

import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.platform.SecurityEvent.Type;
import io.aiworkflow.platform.StartRefused;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.UuidV7;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes the account {@code admin} when there is no account at all, before anybody can connect. Its password comes from a
 * file, or is random and told once; there is no other one that would do.
 */
@Component
class FirstAdmin implements SmartInitializingSingleton {
    static final String NAME = "admin";

    private static final Logger LOG = LoggerFactory.getLogger(FirstAdmin.class);
    private static final int GROUPS = 4;
    private static final int GROUP = 5;

    private final JdbcAccounts accounts;
    private final NewPasswords passwords;
    private final IdentityProperties properties;
    private final TransactionOperations transaction;
    private final EventReporter events;

    FirstAdmin(
            JdbcAccounts accounts,
            NewPasswords passwords,
            IdentityProperties properties,
            TransactionOperations transaction,
            EventReporter events) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.properties = properties;
        this.transaction = transaction;
        this.events = events;
    }

    @Override
    public void afterSingletonsInstantiated() {
        // Where it is printed it can be read later, so it has to be changed at the first login.
        create().ifPresent(password -> LOG.warn(
                "This first start has made the account '{}'. It is told here only, and has to be changed at the first"
                        + " login: {}",
                NAME,
                password));
    }

    /** The password if one was made up, for the one process that has written the account. */
    Optional<String> create() {
        if (!accounts.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> given = given();
        String password = given.orElseGet(FirstAdmin::random);
        NewAccount admin = new NewAccount(
                UuidV7.next(), NAME, null, hash(password), given.isEmpty(), UserRole.ADMIN, AccountState.ACTIVE);
        boolean made = Boolean.TRUE.equals(transaction.execute(status -> {
            boolean first = accounts.insertFirst(admin);
            if (first) {
                events.success(
                        Type.ACCOUNT_CHANGE,
                        Origin.engine(),
                        AccountNames.target(NAME),
                        Map.of("change", "created", "role", UserRole.ADMIN.wireName()));
            }
            return first;
        }));
        return made && given.isEmpty() ? Optional.of(password) : Optional.empty();
    }

    private Optional<String> given() {
        String file = properties.adminPasswordFile();
        if (file.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            throw new StartRefused(
                    "The file %s with the password of the first admin cannot be read (%s)."
                            .formatted(file, e.getClass().getSimpleName()),
                    "Write a password of 12 characters or more into it, or leave ADMIN_PASSWORD_FILE out.",
                    e);
        }
    }

    private String hash(String password) {
        try {
            return passwords.hash(NAME, password);
        } catch (PermanentException refused) {
            throw new StartRefused(
                    "The password in %s cannot be that of the first admin: %s"
                            .formatted(properties.adminPasswordFile(), refused.getMessage()),
                    "Write another one into the file, or leave ADMIN_PASSWORD_FILE out.",
                    refused);
        }
    }

    private static String random() {
        StringBuilder password = new StringBuilder(OpaqueToken.letters(GROUP));
        for (int i = 1; i < GROUPS; i++) {
            password.append('-').append(OpaqueToken.letters(GROUP));
        }
        return password.toString();
    }
}
