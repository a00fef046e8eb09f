package io.aiworkflow.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiworkflow.platform.UserRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeciderTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            anna  | user     | user                       | true
            anna  | user     | operator                   | false
            anna  | author   | operator                   | false
            anna  | operator | operator                   | true
            anna  | operator | author                     | true
            anna  | operator | admin                      | false
            anna  | user     | user:anna                  | true
            anna  | operator | user:berta                 | false
            anna  | user     | operator, user:anna        | true
            anna  | user     | user:berta,user:ann        | false
            """)
    void rolesStandForThemselvesAndThoseAboveAndNamesForOnePerson(
            String name, String role, String approvers, boolean among) {
        assertThat(new Decider(name, UserRole.ofWireName(role)).isAmong(approvers))
                .isEqualTo(among);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "admin", "user:anna", "operator, user:anna"})
    void anAdminDecidesForEverybody(String approvers) {
        assertThat(new Decider("zoe", UserRole.ADMIN).isAmong(approvers)).isTrue();
    }

    @Test
    void aNameThatLooksLikeARoleIsNoRole() {
        assertThat(new Decider("operator", UserRole.USER).isAmong("operator")).isFalse();
    }
}
