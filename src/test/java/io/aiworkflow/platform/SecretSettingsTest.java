package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SecretSettingsTest {
    private static final String SHIPPED = "Config resource 'class path resource [application.yaml]' via location 'x'";

    private final Map<String, Object> set = new LinkedHashMap<>();
    private final Map<String, Object> shipped = new LinkedHashMap<>();

    private Set<String> found() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment.getPropertySources().addLast(new MapPropertySource("systemEnvironment", set));
        environment.getPropertySources().addLast(new MapPropertySource(SHIPPED, shipped));
        return SecretSettings.in(environment);
    }

    @ParameterizedTest
    @CsvSource({
        "POSTGRES_PASSWORD,hunter22",
        "JWT_SECRET_KEY,abcdefgh",
        "GOOGLE_CLIENT_SECRET,abcdefgh",
        "GOOGLE_API_KEY,abcdefgh",
        "ROUTES_TEAM_TOKEN,abcdefgh",
        "routes.teamToken,abcdefgh",
        "engine.mail.credentials,abcdefgh",
        "engine.connections.http.shop.authorization,abcdefgh",
        "ENGINE_CONNECTIONS_HTTP_SHOP_AUTHORIZATION,abcdefgh",
        "server.ssl.key-store-password,changeit"
    })
    void aNameThatSaysSoHoldsASecret(String name, String value) {
        set.put(name, value);
        assertThat(found()).containsExactly(value);
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_ACCESS_TOKEN_EXPIRE_MINUTES,60",
        "engine.identity.token-lifetime,15m",
        "engine.identity.token-issuer,ai-workflow-engine",
        "JWT_SECRET_KEY_FILE,/run/secrets/jwt",
        "server.ssl.key-store,/etc/store.p12",
        "server.tomcat.max-keep-alive-requests,10000",
        "TOKENIZERS_PARALLELISM,false",
        "POSTGRES_USER,aiworkflow",
        "PWD,/home/somebody"
    })
    void otherSettingsHoldNone(String name, String value) {
        set.put(name, value);
        assertThat(found()).isEmpty();
    }

    @Test
    void whatFollowsTheSchemeOfAnAuthorizationIsASecretToo() {
        set.put("engine.connections.http.shop.authorization", "Bearer 0123456789abcdef");
        assertThat(found()).containsExactly("Bearer 0123456789abcdef", "0123456789abcdef");
    }

    @Test
    void theLoginOfAnAddressIsASecretInEachForm() {
        set.put("REDIS_URL", "redis://engine:p%40ssword@cache:6379");
        assertThat(found()).containsExactly("p%40ssword", "p@ssword", "ZW5naW5lOnBAc3N3b3Jk");
    }

    @Test
    void aUserAloneIsNoSecret() {
        set.put("DATABASE_URL", "postgresql://aiworkflow@db/x");
        assertThat(found()).isEmpty();
    }

    @Test
    void aPasswordAmongTheParametersIsASecret() {
        set.put("DATABASE_URL", "jdbc:postgresql://db/x?user=me&password=hunter22&sslmode=require");
        assertThat(found()).containsExactly("hunter22");
    }

    @Test
    void eachOfSeveralKeysIsASecret() {
        set.put("JWT_SECRET_KEYS", "old-key-0123456789, new-key-0123456789");
        assertThat(found()).contains("old-key-0123456789", "new-key-0123456789");
    }

    @Test
    void whatIsShippedIsNoSecretUnlessItIsFilledIn() {
        shipped.put("engine.sample.token", "shipped-with-all");
        shipped.put("engine.database.password", "${OTHER_NAME:}");
        set.put("OTHER_NAME", "hunter22");
        assertThat(found()).containsExactly("hunter22");
    }

    @Test
    void settingsThatReferToThemselvesDoNoHarm() {
        set.put("A_TOKEN", "${A_TOKEN}");
        assertThat(found()).isNotNull();
    }
}
