package io.aiworkflow.identity;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.failure.PermanentException;
import io.aiworkflow.identity.IdentityProperties.RegistrationMode;
import io.aiworkflow.platform.SecurityEvent.Type;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.UuidV7;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The accounts: who has one, and what they may do. Whether a caller may do this or that to an account is decided by the
 * doors; that one active admin remains is decided here.
 */
@Component
public class Accounts {
    private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+");
    private static final int LONGEST_EMAIL = 254;
    private static final int MOST_PENDING = 1000;

    private final JdbcAccounts store;
    private final NewPasswords passwords;
    private final SenderLimit senders;
    private final IdentityProperties properties;
    private final TransactionOperations transaction;
    private final EventReporter events;
    private final Revocations revocations;

    Accounts(
            JdbcAccounts store,
            NewPasswords passwords,
            SenderLimit senders,
            IdentityProperties properties,
            TransactionOperations transaction,
            EventReporter events,
            Revocations revocations) {
        this.store = store;
        this.passwords = passwords;
        this.senders = senders;
        this.properties = properties;
        this.transaction = transaction;
        this.events = events;
        this.revocations = revocations;
    }

    /**
     * Makes an account with the role user. A stranger's can be used at once, after approval, or not at all, as the
     * setting says. An admin can always make one for somebody else, who has to change the password at the first login.
     *
     * @throws EngineException {@code REGISTRATION_CLOSED}, {@code VALUE_REFUSED} for name or e-mail address,
     *     {@code PASSWORD_REFUSED}, {@code NAME_TAKEN} or {@code OVERLOADED}
     */
    public Account register(Registration wanted, Origin by) {
        String name = AccountNames.fold(wanted.name());
        String target = AccountNames.target(name);
        return events.reporting(Type.REGISTER, by, target, () -> {
            by.refuseKey();
            boolean byAdmin =
                    by.caller().filter(caller -> caller.may(UserRole.ADMIN)).isPresent();
            if (!byAdmin && properties.registration() == RegistrationMode.CLOSED) {
                throw new PermanentException(ErrorCode.REGISTRATION_CLOSED, "Ask an admin for an account.");
            }
            requireFree(name);
            if (!byAdmin && store.pending() >= MOST_PENDING) {
                throw new PermanentException(
                        ErrorCode.REGISTRATION_CLOSED,
                        "Too many registrations wait for an admin; ask one for an account.");
            }
            AccountState state = byAdmin || properties.registration() == RegistrationMode.OPEN
                    ? AccountState.ACTIVE
                    : AccountState.PENDING;
            NewAccount account = new NewAccount(
                    UuidV7.next(),
                    name,
                    email(wanted.email()),
                    senders.admit(by.address(), () -> passwords.hash(name, wanted.password())),
                    byAdmin,
                    UserRole.USER,
                    state);
            return transaction.execute(status -> {
                if (!store.insert(account)) {
                    throw taken(name);
                }
                Account made = find(account.id()).orElseThrow();
                events.success(Type.REGISTER, by, target, Map.of("state", state.wireName()));
                return made;
            });
        });
    }

    public Optional<Account> find(UUID id) {
        return store.byId(id).map(Credentials::account);
    }

    /** @param name in any case */
    public Optional<Account> find(String name) {
        String folded = AccountNames.fold(name);
        return AccountNames.isName(folded) ? store.byName(folded).map(Credentials::account) : Optional.empty();
    }

    public List<Account> list(AccountFilter filter) {
        // What is no name has a place in the order too, as far as it can be one.
        Optional<String> after =
                filter.after().map(name -> AccountNames.fold(name).replaceAll("[^a-z0-9._-].*", ""));
        return store.list(new AccountFilter(filter.state(), after, filter.limit()));
    }

    /**
     * Agrees to a registration.
     *
     * @throws PermanentException {@code ACCOUNT_NOT_FOUND}, or {@code STATE_CONFLICT} when it does not wait for it
     */
    public Account approve(UUID id, Origin by) {
        return change(id, by, List.of(new Change(Type.ACCOUNT_CHANGE, account -> {
            if (account.state() != AccountState.PENDING) {
                throw new PermanentException(
                        ErrorCode.STATE_CONFLICT,
                        "The account '%s' does not wait for approval: it is %s."
                                .formatted(account.name(), account.state().wireName()));
            }
            store.setState(id, AccountState.ACTIVE);
            return Map.of("change", "approved");
        })));
    }

    /**
     * Gives an account another role, another state, or both at once or neither. With another role its access tokens
     * end, since they tell the old one; its sessions go on. When it is disabled all its sessions end, and its API keys
     * rest.
     *
     * @throws PermanentException {@code ACCOUNT_NOT_FOUND}, {@code LAST_ADMIN}, or {@code VALUE_REFUSED} for pending
     */
    public Account change(UUID id, Optional<UserRole> role, Optional<AccountState> state, Origin by) {
        List<Change> changes = new ArrayList<>();
        role.ifPresent(wanted -> changes.add(new Change(Type.ROLE_CHANGE, account -> give(account, wanted))));
        state.ifPresent(wanted -> changes.add(new Change(Type.ACCOUNT_CHANGE, account -> put(account, wanted))));
        return change(id, by, changes);
    }

    static PermanentException unknown() {
        return new PermanentException(ErrorCode.ACCOUNT_NOT_FOUND, "There is no such account.");
    }

    private Map<String, String> give(Account account, UserRole role) {
        if (role != UserRole.ADMIN) {
            requireAnotherAdmin(account);
        }
        store.setRole(account.id(), role);
        store.endTokens(account.id());
        return Map.of("from", account.role().wireName(), "to", role.wireName());
    }

    private Map<String, String> put(Account account, AccountState state) {
        if (state == AccountState.PENDING) {
            throw new PermanentException(ErrorCode.VALUE_REFUSED, "An account can be made active or disabled.");
        }
        if (state == AccountState.DISABLED) {
            requireAnotherAdmin(account);
        }
        store.setState(account.id(), state);
        if (state == AccountState.DISABLED) {
            store.endSessions(account.id());
        }
        return Map.of("from", account.state().wireName(), "to", state.wireName());
    }

    /** @param changes all are made, or none; a refusal is reported as one of the first kind */
    private Account change(UUID id, Origin by, List<Change> changes) {
        if (changes.isEmpty()) {
            return find(id).orElseThrow(Accounts::unknown);
        }
        String target = find(id).map(Account::target).orElse(AccountNames.target(""));
        Account changed = events.reporting(
                changes.get(0).type(), by, target, () -> transaction.execute(status -> make(changes, id, by, target)));
        revocations.refreshNow();
        return changed;
    }

    /** The admins are held before the account, so that two who demote each other come one after the other. */
    private Account make(List<Change> changes, UUID id, Origin by, String target) {
        by.refuseKey();
        store.lockActiveAdmins();
        List<Map<String, String>> details = new ArrayList<>();
        for (Change change : changes) {
            details.add(change.action()
                    .apply(store.lock(id).orElseThrow(Accounts::unknown).account()));
        }
        Account after = find(id).orElseThrow();
        for (int i = 0; i < changes.size(); i++) {
            events.success(changes.get(i).type(), by, target, details.get(i));
        }
        return after;
    }

    private void requireAnotherAdmin(Account account) {
        if (store.lockActiveAdmins().equals(List.of(account.id()))) {
            throw new PermanentException(
                    ErrorCode.LAST_ADMIN,
                    "'%s' is the last active admin; make another account admin first.".formatted(account.name()));
        }
    }

    private void requireFree(String name) {
        if (!AccountNames.isName(name)) {
            throw new PermanentException(
                    ErrorCode.VALUE_REFUSED,
                    "A name has 1 to 64 letters a-z, digits, dots, dashes and underscores, with a letter or digit at both"
                            + " ends, and is none of the engine's own words.");
        }
        if (store.byName(name).isPresent()) {
            throw taken(name);
        }
    }

    private static PermanentException taken(String name) {
        return new PermanentException(ErrorCode.NAME_TAKEN, "There is an account '%s' already.".formatted(name));
    }

    private static String email(Optional<String> typed) {
        String email = typed.map(String::strip).filter(text -> !text.isEmpty()).orElse(null);
        if (email != null
                && (email.length() > LONGEST_EMAIL || !EMAIL.matcher(email).matches())) {
            throw new PermanentException(ErrorCode.VALUE_REFUSED, "This is not an e-mail address.");
        }
        return email;
    }

    /** @param action does it, and tells what */
    private record Change(Type type, Function<Account, Map<String, String>> action) {}
}
