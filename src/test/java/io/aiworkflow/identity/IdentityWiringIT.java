package io.aiworkflow.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.EngineApplication;
import io.aiworkflow.platform.StartRefused;
import io.aiworkflow.platform.UserRole;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.ApplicationContext;
import org.springframework.core.NestedExceptionUtils;

/** What the module is within the engine, with the settings that it has when nobody sets any. */
@EngineTest
class IdentityWiringIT {
    @Autowired
    private ApplicationContext context;

    @Test
    void theFirstStartHasMadeAnAdminAndAKey() {
        assertThat(context.getBean(Accounts.class).find("admin"))
                .hasValueSatisfying(admin -> assertThat(admin.role()).isEqualTo(UserRole.ADMIN));
        assertThat(context.getBean(SigningKeys.class).list()).singleElement().matches(SigningKeyInfo::signs);
    }

    @Test
    void theDefaultsAreThoseThatAreDocumented() {
        TokenProperties tokens = context.getBean(TokenProperties.class);
        assertThat(tokens.accessLife()).isEqualTo(Duration.ofMinutes(15));
        assertThat(tokens.refreshLife()).isEqualTo(Duration.ofDays(30));
        assertThat(tokens.refreshIdle()).isEqualTo(Duration.ofDays(7));
        assertThat(context.getBean(ThrottleProperties.class))
                .isEqualTo(new ThrottleProperties(
                        5, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofMinutes(15), Duration.ofDays(30)));
        // Not those of the context: tests wait longer for their turn.
        PasswordProperties passwords = new Binder(new MapConfigurationPropertySource())
                .bindOrCreate("engine.identity.passwords", PasswordProperties.class);
        assertThat(passwords).isEqualTo(new PasswordProperties(19_456, 2, 1, 0, 32, Duration.ofSeconds(2)));
        assertThat(passwords.places())
                .isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        IdentityProperties identity = context.getBean(IdentityProperties.class);
        assertThat(identity.registration()).isEqualTo(IdentityProperties.RegistrationMode.APPROVAL);
        assertThat(identity.adminSecondFactor()).isEqualTo(IdentityProperties.SecondFactorDuty.PRODUCTION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--JWT_ALGORITHM=RS256",
                "--spring.profiles.active=production",
                "--spring.profiles.active=production --MASTER_KEY=zpN0bXrQmTg4XcVx2lWJt1oYk8sHdUf7eRa5BiCqGvM=",
                "--spring.profiles.active=production --JWT_SECRET_KEY=generate_secure_jwt_secret_here"
            })
    void unsafeSettingsAreAReasonNotToStart(String arguments) {
        SpringApplicationBuilder engine =
                new SpringApplicationBuilder(EngineApplication.class).initializers(new TestDatabase.Initializer());
        assertThatThrownBy(() -> engine.run((arguments + " --server.port=0").split(" ")))
                .extracting(NestedExceptionUtils::getMostSpecificCause)
                .isInstanceOf(StartRefused.class)
                .asString()
                .doesNotContain("generate_secure");
    }
}
