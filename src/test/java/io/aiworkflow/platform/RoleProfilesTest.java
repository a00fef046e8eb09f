package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class RoleProfilesTest {
    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void allRolesAreOnByDefault() {
        apply();

        assertThat(Role.of(environment)).containsExactly(Role.API, Role.WORKER, Role.WEBUI);
    }

    @Test
    void anActiveProfileGivesOnlyThatRole() {
        environment.setActiveProfiles("worker");

        apply();

        assertThat(environment.getActiveProfiles()).containsExactly("worker");
    }

    @Test
    void theVariableGivesOnlyItsRoles() {
        environment.setProperty("ENGINE_ROLES", " api , webui ");

        apply();

        assertThat(environment.getActiveProfiles()).containsExactly("api", "webui");
    }

    @Test
    void anActiveProfileCountsMoreThanTheVariable() {
        environment.setProperty("ENGINE_ROLES", "api");
        environment.setActiveProfiles("worker");

        apply();

        assertThat(environment.getActiveProfiles()).containsExactly("worker");
    }

    @Test
    void aProfileForTheEnvironmentLeavesAllRolesOn() {
        environment.setActiveProfiles("production");

        apply();

        assertThat(environment.getActiveProfiles()).containsExactly("production", "api", "worker", "webui");
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "staging", "production", " Production "})
    void theVariableForTheEnvironmentSwitchesItsProfileOn(String name) {
        environment.setProperty("ENVIRONMENT", name);
        environment.setActiveProfiles("worker");

        apply();

        assertThat(environment.getActiveProfiles())
                .containsExactlyInAnyOrder("worker", name.strip().toLowerCase(Locale.ROOT));
    }

    @Test
    void theVariableAndTheProfileMayNameTheSameEnvironment() {
        environment.setProperty("ENVIRONMENT", "production");
        environment.setActiveProfiles("production");

        apply();

        assertThat(environment.getActiveProfiles()).containsExactly("production", "api", "worker", "webui");
    }

    @Test
    void refusesAnUnknownEnvironmentAndTwoOfThem() {
        environment.setProperty("ENVIRONMENT", "prod");
        assertThatThrownBy(this::apply).isInstanceOf(StartRefused.class).hasMessageContaining("'prod'");

        environment.setProperty("ENVIRONMENT", "production");
        environment.setActiveProfiles("staging");
        assertThatThrownBy(this::apply)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("production")
                .hasMessageContaining("staging");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wroker", "api,wroker", "production", "API"})
    void refusesUnknownRolesInTheVariable(String roles) {
        environment.setProperty("ENGINE_ROLES", roles);

        assertThatThrownBy(this::apply)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("ENGINE_ROLES")
                .hasMessageContaining("not a role");
    }

    @Test
    void refusesUnknownProfiles() {
        environment.setActiveProfiles("wroker");

        assertThatThrownBy(this::apply).isInstanceOf(StartRefused.class).hasMessageContaining("'wroker'");
    }

    private void apply() {
        new RoleProfiles().postProcessEnvironment(environment, new SpringApplication());
    }
}
