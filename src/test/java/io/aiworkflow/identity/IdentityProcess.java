package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.UserRole;
import io.aiworkflow.platform.UuidV7;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The whole module on a database, as one process has it, without an application around it. */
final class IdentityProcess implements AutoCloseable {
    static final String PASSWORD = "correct unicorn paper clip";
    static final String ADDRESS = "192.0.2.10";

    private static volatile String hash;

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final RecordedEvents events = new RecordedEvents();

    @EnableConfigurationProperties({
        IdentityProperties.class,
        TokenProperties.class,
        PasswordProperties.class,
        ThrottleProperties.class
    })
    static class Settings {}

    /**
     * A process that looks for nothing by itself.
     *
     * @param settings such as {@code engine.identity.registration=open}
     */
    static IdentityProcess on(DataSource dataSource, String... settings) {
        IdentityProcess process = new IdentityProcess(dataSource, settings);
        process.context.refresh();
        return process;
    }

    /** A process that polls, as a real one does. */
    static IdentityProcess polling(DataSource dataSource, String... settings) {
        IdentityProcess process = new IdentityProcess(dataSource, settings);
        process.context.register(IdentityPoller.class);
        process.context.refresh();
        return process;
    }

    private IdentityProcess(DataSource dataSource, String... settings) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("engine.identity.registration", "open");
        all.put("engine.identity.tokens.key-directories", "");
        // However busy the machine is, a test wants the answer and not to be told to come back.
        all.put("engine.identity.passwords.longest-wait", "5m");
        Arrays.stream(settings).map(setting -> setting.split("=", 2)).forEach(pair -> {
            if (pair[0].equals("profile")) {
                context.getEnvironment().addActiveProfile(pair[1]);
            } else {
                all.put(pair[0], pair[1]);
            }
        });
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", all));
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(dataSource));
        context.registerBean(
                TransactionTemplate.class, () -> new TransactionTemplate(new DataSourceTransactionManager(dataSource)));
        context.registerBean("events", RecordedEvents.class, () -> events);
        context.registerBean("sealer", ReadableSealer.class, ReadableSealer::new);
        context.register(
                Settings.class,
                JdbcAccounts.class,
                JdbcApiKeys.class,
                JdbcBlockedAddresses.class,
                JdbcIdentitySweep.class,
                JdbcLoginThrottle.class,
                JdbcPasswordResets.class,
                JdbcRevocations.class,
                JdbcSecondFactors.class,
                JdbcSessions.class,
                JdbcSigningKeys.class,
                AccessTokens.class,
                Accounts.class,
                ApiKeys.class,
                BlockedAddresses.class,
                CommonPasswords.class,
                CountingHasher.class,
                EventReporter.class,
                KeySources.class,
                LoginThrottle.class,
                Logins.class,
                Logouts.class,
                NewPasswords.class,
                PasswordPolicy.class,
                PasswordProof.class,
                PasswordResets.class,
                Revocations.class,
                SecondFactorCheck.class,
                SecondFactorRule.class,
                SecondFactors.class,
                SenderLimit.class,
                Sessions.class,
                SigningKeys.class);
    }

    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    RecordedEvents events() {
        return events;
    }

    /** The part that makes the first admin, which is not made by itself here. */
    FirstAdmin firstAdmin() {
        return context.getAutowireCapableBeanFactory().createBean(FirstAdmin.class);
    }

    /** An active account with {@link #PASSWORD}, made without the time that a hash takes. */
    Account account(String name, UserRole role) {
        NewAccount account =
                new NewAccount(UuidV7.next(), name, null, hashOfPassword(), false, role, AccountState.ACTIVE);
        assertThat(get(JdbcAccounts.class).insert(account)).isTrue();
        return get(Accounts.class).find(account.id()).orElseThrow();
    }

    private synchronized String hashOfPassword() {
        if (hash == null) {
            hash = get(PasswordHasher.class).hash(PASSWORD);
        }
        return hash;
    }

    Session login(String name) {
        return login(name, PASSWORD, ADDRESS);
    }

    Session login(String name, String password, String address) {
        return get(Logins.class)
                .login(new LoginRequest(name, password, Optional.empty(), Optional.empty()), Origin.stranger(address));
    }

    TokenCheck verify(Session session) {
        return get(AccessTokens.class).verify(session.accessToken());
    }

    /** A request of somebody who has logged in. */
    static Origin from(Session session) {
        return Origin.of(session.caller(), ADDRESS);
    }

    @Override
    public void close() {
        context.close();
    }
}
