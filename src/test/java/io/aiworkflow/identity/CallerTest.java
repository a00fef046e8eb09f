package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.platform.UserRole;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CallerTest {
    private final UUID account = UUID.randomUUID();
    private final UUID token = UUID.randomUUID();

    @Test
    void eachRoleMayAllThatThoseBeforeItMay() {
        UserRole[] roles = UserRole.values();
        assertThat(roles).containsExactly(UserRole.USER, UserRole.AUTHOR, UserRole.OPERATOR, UserRole.ADMIN);
        for (UserRole has : roles) {
            for (UserRole wanted : roles) {
                assertThat(Caller.ofToken(account, "ann", has, token).may(wanted))
                        .isEqualTo(has.ordinal() >= wanted.ordinal());
            }
        }
    }

    @Test
    void aKeyIsGoodForItsScopesOnly() {
        Caller key = key(Set.of(Scope.RUNS_READ));
        assertThat(key.may(Scope.RUNS_READ)).isTrue();
        assertThat(key.may(Scope.RUNS_WRITE)).isFalse();
        assertThat(key.may(Scope.ADMIN)).isFalse();
        assertThat(key(Set.of(Scope.ADMIN)).may(Scope.DOCUMENTS_WRITE)).isTrue();
        assertThat(Caller.ofToken(account, "ann", UserRole.USER, token).may(Scope.RUNS_WRITE))
                .isTrue();
    }

    @Test
    void isNamedAsSecurityEventsNameIt() {
        assertThat(Caller.ofToken(account, "ann", UserRole.USER, token).actor()).isEqualTo("ann");
        assertThat(key(Set.of()).actor()).isEqualTo("api-key:k7");
        assertThat(Origin.engine().actor()).isEqualTo("engine");
        assertThat(Origin.stranger("192.0.2.1").actor()).isEqualTo("unknown");
    }

    @Test
    void onlyPeopleDoWhatIsForPeople() {
        Caller inCookie = Caller.ofToken(account, "ann", UserRole.USER, token).inSession();
        assertThat(inCookie.kind()).isEqualTo(Caller.Kind.SESSION);
        assertThat(Origin.of(inCookie, "").person()).isEqualTo(inCookie);
        Refusals.assertRefused(
                ErrorCode.FORBIDDEN,
                () -> Origin.of(key(Set.of(Scope.ADMIN)), "").person());
        Refusals.assertRefused(ErrorCode.FORBIDDEN, () -> Origin.engine().person());
        Refusals.assertRefused(
                ErrorCode.UNAUTHENTICATED, () -> Origin.stranger("").person());
    }

    private Caller key(Set<Scope> scopes) {
        return new Caller(account, "ann", UserRole.USER, scopes, Caller.Kind.API_KEY, "k7");
    }
}
