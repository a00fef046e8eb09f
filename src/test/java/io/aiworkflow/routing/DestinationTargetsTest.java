package io.aiworkflow.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.StartRefused;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may stand in the operator's table: what an author's {@code to} may be, and always the same. */
class DestinationTargetsTest {
    @TempDir
    Path directory;

    private void open(String uri) {
        try (RoutesFolder folder = new RoutesFolder(
                directory, PolicyLevel.OPEN, Map.of("crm", "http://127.0.0.1:9/base"), Map.of("billing", uri))) {
            DestinationTargets.open(folder.context, folder.rights);
            assertThat(folder.context.hasEndpoint("destination:billing")).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "workflow:bill",
                "workflow:bill-customer?wait=false",
                "http-connection:crm",
                "http-connection:crm/tickets?method=POST&query.kind=bill",
                "sql-connection:crm?query=select 1&result=value"
            })
    void isOpenedAtStart(String uri) {
        open(uri);
    }

    @Test
    void mayBeEmpty() {
        try (RoutesFolder folder = new RoutesFolder(directory)) {
            DestinationTargets.open(folder.context, folder.rights);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    billing                                   | not to ':'
                    direct:bill                               | the routes behind direct: belong to one file
                    kamelet:webhook-call-action?connection=x  | make a workflow that calls the Kamelet
                    http://evil.example/x                     | set the system up as a connection
                    https://evil.example/x                    | set the system up as a connection
                    destination:billing                       | a destination does not stand for another one
                    exec:sh                                   | not to 'exec:'
                    file:/etc                                 | not to 'file:'
                    bean:texts?method=shout                   | not to 'bean:'
                    approval:one?title=One                    | not to 'approval:'
                    http-connection:gone/x                    | there is no HTTP connection 'gone'
                    http-connection:crm/../admin              | part '.' or '..'
                    http-connection:crm?method=BREW           | 'method' is one of
                    http-connection:crm?metod=GET             | has no option 'metod'
                    http-connection:crm/${body}               | an address is not computed from data
                    http-connection:crm?path=/${body}         | an address is not computed from data
                    http-connection:crm/{{routes.word}}       | nothing is filled into it
                    http-connection:crm?path=RAW(x)           | under 'parameters'
                    sql-connection:gone?query=select 1        | there is no SQL connection 'gone'
                    workflow:Bill                             | the name may hold lower-case letters
                    workflow:bill?wait=perhaps                | perhaps
                    workflow:bill?step.x.timeout=1s           | stands where the workflow is declared
                    """)
    void keepsTheEngineFromStartingWhenItCannotBeUsed(String uri, String reason) {
        assertThatThrownBy(() -> open(uri))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("The setting engine.destinations.billing.uri cannot be used: ")
                .hasMessageContaining(reason);
    }
}
