package io.aiworkflow.identity;

import static io.aiworkflow.identity.Refusals.assertRefused;
import static io.aiworkflow.identity.Refusals.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.TestDatabase;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class AccountsIT {
    private static final Origin STRANGER = Origin.stranger("192.0.2.1");

    private static HikariDataSource dataSource;
    private static IdentityProcess open;
    private static IdentityProcess approval;
    private static IdentityProcess closed;
    private static Accounts accounts;

    @BeforeAll
    static void start() {
        dataSource = TestDatabase.migrated();
        open = IdentityProcess.on(dataSource);
        approval = IdentityProcess.on(dataSource, "engine.identity.registration=approval");
        closed = IdentityProcess.on(dataSource, "engine.identity.registration=closed");
        accounts = open.get(Accounts.class);
    }

    @AfterAll
    static void close() {
        Stream.of(open, approval, closed).forEach(IdentityProcess::close);
        dataSource.close();
    }

    @BeforeEach
    void startEmpty() {
        JdbcClient.create(dataSource).sql("truncate account cascade").update();
        Stream.of(open, approval, closed).forEach(process -> process.events().clear());
    }

    @Test
    void aRegistrationCountsAtOnceWhereItIsOpen() {
        Account account = register(open, " Ann.Lee ", Optional.of("ann@example.org"));

        assertThat(account.name()).isEqualTo("ann.lee");
        assertThat(account.email()).hasValue("ann@example.org");
        assertThat(account.role()).isEqualTo(UserRole.USER);
        assertThat(account.state()).isEqualTo(AccountState.ACTIVE);
        assertThat(account.id().version()).isEqualTo(7);
        assertThat(accounts.find("ANN.LEE")).hasValue(account);
        assertThat(open.login("ann.lee").caller().name()).isEqualTo("ann.lee");
        assertThat(open.events().take())
                .containsExactly("register success unknown account:ann.lee", "login success ann.lee account:ann.lee");
    }

    @Test
    void aRegistrationWaitsForAnAdminWhereItNeedsApproval() {
        Account account = register(approval, "ann", Optional.empty());
        assertThat(account.state()).isEqualTo(AccountState.PENDING);
        assertRefused(ErrorCode.ACCOUNT_NOT_ACTIVE, () -> approval.login("ann"));
        approval.events().clear();

        Origin admin = admin("root");
        approval.get(Accounts.class).approve(account.id(), admin);

        assertThat(approval.login("ann").account().state()).isEqualTo(AccountState.ACTIVE);
        assertRefused(
                ErrorCode.STATE_CONFLICT, () -> approval.get(Accounts.class).approve(account.id(), admin));
        assertThat(approval.events().take())
                .containsExactly(
                        "account-change success root account:ann",
                        "login success ann account:ann",
                        "account-change denied root account:ann state-conflict");
    }

    @Test
    void onlyAdminsMakeAccountsWhereRegistrationIsClosed() {
        assertRefused(ErrorCode.REGISTRATION_CLOSED, () -> register(closed, "ann", Optional.empty()));
        assertThat(closed.events().take()).containsExactly("register denied unknown account:ann registration-closed");

        Account account = closed.get(Accounts.class)
                .register(new Registration("ann", Optional.empty(), IdentityProcess.PASSWORD), admin("root"));

        assertThat(account.state()).isEqualTo(AccountState.ACTIVE);
        assertThat(account.mustChangePassword()).isTrue();
        assertRefused(ErrorCode.PASSWORD_CHANGE_REQUIRED, () -> closed.login("ann"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", " ", ".ann", "ann.", "ann lee", "änn", "ann\u0000", "engine", "Unknown", "local", "ann/lee"})
    void refusesWhatCannotBeAName(String name) {
        assertRefused(ErrorCode.VALUE_REFUSED, () -> register(open, name, Optional.empty()));
        assertRefused(ErrorCode.VALUE_REFUSED, () -> register(open, "a".repeat(65), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "@example.org", "ann@", "a b@example.org", "ann@example.org\u0000", "a@b@c"})
    void refusesWhatIsNoEmailAddress(String email) {
        assertRefused(ErrorCode.VALUE_REFUSED, () -> register(open, "ann", Optional.of(email)));
    }

    @Test
    void aWeakPasswordIsRefused() {
        assertRefused(
                ErrorCode.PASSWORD_REFUSED,
                () -> accounts.register(new Registration("ann", Optional.empty(), "password1234"), STRANGER));
        assertThat(open.events().take()).containsExactly("register failure unknown account:ann password-refused");
    }

    @Test
    void aNameIsGivenToOneOnly() {
        List<String> outcomes = IntStream.range(0, 4)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> outcome(() -> register(open, "ann", Optional.empty()))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(outcomes).containsExactlyInAnyOrder("OK", "NAME_TAKEN", "NAME_TAKEN", "NAME_TAKEN");
        assertThat(open.events().take()).hasSize(4).containsOnlyOnce("register success unknown account:ann");
        assertRefused(ErrorCode.NAME_TAKEN, () -> register(open, "ANN", Optional.empty()));
    }

    @Test
    void accountsAreListedPageByPage() {
        for (String name : List.of("cid", "ann", "bob", "dan")) {
            register(open, name, Optional.empty());
        }
        register(approval, "eve", Optional.empty());

        List<Account> first = accounts.list(new AccountFilter(Optional.empty(), Optional.empty(), 2));
        assertThat(first).extracting(Account::name).containsExactly("ann", "bob");
        assertThat(accounts.list(new AccountFilter(Optional.empty(), Optional.of("bob"), 10)))
                .extracting(Account::name)
                .containsExactly("cid", "dan", "eve");
        assertThat(accounts.list(new AccountFilter(Optional.of(AccountState.PENDING), Optional.empty(), 10)))
                .extracting(Account::name)
                .containsExactly("eve");
        assertThat(accounts.list(new AccountFilter(Optional.empty(), Optional.of("\u0000 nonsense"), 10)))
                .hasSize(5);
    }

    @Test
    void anotherRoleEndsAccessTokensThatTellTheOldOne() {
        Account ann = open.account("ann", UserRole.USER);
        Session session = open.login("ann");
        Origin admin = admin("root");
        open.events().clear();

        assertThat(accounts.change(ann.id(), Optional.of(UserRole.OPERATOR), Optional.empty(), admin)
                        .role())
                .isEqualTo(UserRole.OPERATOR);

        assertThat(open.verify(session)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.REVOKED));
        Session next = open.get(Logins.class).refresh(session.refreshToken(), STRANGER);
        assertThat(open.verify(next))
                .isInstanceOfSatisfying(
                        TokenCheck.Valid.class,
                        valid -> assertThat(valid.caller().role()).isEqualTo(UserRole.OPERATOR));
        assertThat(open.events().take())
                .containsExactly("role-change success root account:ann", "token-refresh success ann account:ann");
    }

    @Test
    void aDisabledAccountIsShutOutAtOnceAndItsSessionsStayEnded() {
        Account ann = open.account("ann", UserRole.USER);
        Session session = open.login("ann");
        Origin admin = admin("root");

        accounts.change(ann.id(), Optional.empty(), Optional.of(AccountState.DISABLED), admin);

        assertThat(open.verify(session)).isEqualTo(new TokenCheck.Refused(TokenCheck.Reason.REVOKED));
        assertRefused(ErrorCode.ACCOUNT_NOT_ACTIVE, () -> open.login("ann"));
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> open.get(Logins.class).refresh(session.refreshToken(), STRANGER));

        accounts.change(ann.id(), Optional.empty(), Optional.of(AccountState.ACTIVE), admin);
        assertRefused(ErrorCode.TOKEN_REFUSED, () -> open.get(Logins.class).refresh(session.refreshToken(), STRANGER));
        assertThat(open.verify(open.login("ann"))).isInstanceOf(TokenCheck.Valid.class);
        assertRefused(
                ErrorCode.VALUE_REFUSED,
                () -> accounts.change(ann.id(), Optional.empty(), Optional.of(AccountState.PENDING), admin));
    }

    @Test
    void roleAndStateChangeTogetherOrNotAtAll() {
        Account root = open.account("root", UserRole.ADMIN);
        Account ann = open.account("ann", UserRole.USER);
        Origin admin = IdentityProcess.from(open.login("root"));
        open.events().clear();

        assertRefused(
                ErrorCode.VALUE_REFUSED,
                () -> accounts.change(
                        ann.id(), Optional.of(UserRole.AUTHOR), Optional.of(AccountState.PENDING), admin));
        assertThat(accounts.find(ann.id()).orElseThrow().role()).isEqualTo(UserRole.USER);
        Account changed =
                accounts.change(ann.id(), Optional.of(UserRole.AUTHOR), Optional.of(AccountState.DISABLED), admin);

        assertThat(changed.role()).isEqualTo(UserRole.AUTHOR);
        assertThat(changed.state()).isEqualTo(AccountState.DISABLED);
        assertThat(accounts.change(root.id(), Optional.empty(), Optional.empty(), admin)
                        .role())
                .isEqualTo(UserRole.ADMIN);
        assertThat(open.events().take())
                .containsExactly(
                        "role-change failure root account:ann value-refused",
                        "role-change success root account:ann",
                        "account-change success root account:ann");
    }

    @Test
    void theLastActiveAdminStays() {
        Account root = open.account("root", UserRole.ADMIN);
        Origin admin = IdentityProcess.from(open.login("root"));
        open.events().clear();

        assertRefused(
                ErrorCode.LAST_ADMIN,
                () -> accounts.change(root.id(), Optional.of(UserRole.OPERATOR), Optional.empty(), admin));
        assertRefused(
                ErrorCode.LAST_ADMIN,
                () -> accounts.change(root.id(), Optional.empty(), Optional.of(AccountState.DISABLED), admin));
        assertThat(open.events().take())
                .containsExactly(
                        "role-change denied root account:root last-admin",
                        "account-change denied root account:root last-admin");

        Account other = open.account("other", UserRole.ADMIN);
        accounts.change(other.id(), Optional.empty(), Optional.of(AccountState.DISABLED), admin);
        assertRefused(
                ErrorCode.LAST_ADMIN,
                () -> accounts.change(root.id(), Optional.of(UserRole.USER), Optional.empty(), admin));
        accounts.change(other.id(), Optional.of(UserRole.USER), Optional.empty(), admin);
        assertThat(accounts.change(root.id(), Optional.of(UserRole.ADMIN), Optional.empty(), admin)
                        .role())
                .isEqualTo(UserRole.ADMIN);
    }

    @Test
    void adminsWhoDemoteEachOtherAtTheSameMomentLeaveOne() {
        for (int round = 0; round < 10; round++) {
            startEmpty();
            List<Account> admins = IntStream.range(0, 4)
                    .mapToObj(i -> open.account("root" + i, UserRole.ADMIN))
                    .toList();
            List<String> outcomes = admins.stream()
                    .map(admin -> CompletableFuture.supplyAsync(() -> outcome(() -> accounts.change(
                            admin.id(), Optional.empty(), Optional.of(AccountState.DISABLED), Origin.engine()))))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            assertThat(outcomes).containsExactlyInAnyOrder("OK", "OK", "OK", "LAST_ADMIN");
        }
    }

    @Test
    void whatIsDoneToNobodyIsRefusedAndReported() {
        UUID nobody = UUID.randomUUID();
        assertRefused(ErrorCode.ACCOUNT_NOT_FOUND, () -> accounts.approve(nobody, Origin.engine()));
        assertRefused(
                ErrorCode.ACCOUNT_NOT_FOUND, () -> open.get(Logouts.class).logOutAccount(nobody, Origin.engine()));
        assertThat(open.events().take())
                .containsExactly(
                        "account-change failure engine account:unknown account-not-found",
                        "token-revoke failure engine account:unknown account-not-found");
        assertThat(accounts.find(nobody)).isEmpty();
        assertThat(accounts.find("no such name\u0000")).isEmpty();
    }

    private static Account register(IdentityProcess process, String name, Optional<String> email) {
        return process.get(Accounts.class).register(new Registration(name, email, IdentityProcess.PASSWORD), STRANGER);
    }

    private static Origin admin(String name) {
        open.account(name, UserRole.ADMIN);
        return IdentityProcess.from(open.login(name));
    }
}
