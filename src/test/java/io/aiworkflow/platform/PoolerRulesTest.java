package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No statement of the engine needs a server connection of its own: behind a pooler in transaction mode the next
 * transaction may get another one, and what was left on the last one meets a stranger. Migrations go past the pooler.
 */
class PoolerRulesTest {
    private static final Pattern LITERAL =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

    /** What a literal must not hold. A statement begins at the start of its text or behind a semicolon. */
    private static final Pattern FORBIDDEN = Pattern.compile("""
            (?xi)
              (?: \\A | ; ) \\s*
              (?: (?:un)?listen \\s+ [\\w*"]
                | notify \\s+ \\w
                | set \\s+ (?!local\\b|transaction\\b|constraints\\b) (?: session \\s+ )? [\\w.]+ (?: \\s* = | \\s+ to ) \\s* (?: '[^']*' | [\\w.]+ ) \\s* (?: \\z | [;,] )
                | set \\s+ session \\s+ characteristics
                | reset \\s+ \\w
                | (?: prepare | deallocate | discard | load ) \\s+ \\w
                | declare \\s .* \\b with \\s+ hold
                | create \\s+ (?: local \\s+ )? temp )
            | \\b pg_notify \\b
            | \\b pg_(?:try_)?advisory_ (?: lock | unlock )
            | \\b set_config \\s* \\( [^)]* , \\s* false \\s* \\)
            | \\A \\s* default_transaction_isolation""", Pattern.DOTALL);

    /** Calls of the driver or of Spring that become a SET for the whole session. */
    private static final Pattern FORBIDDEN_CALL =
            Pattern.compile("setTransactionIsolation\\(|setConnectionInitSql\\(|setIsolationLevel\\(|isolation\\s*=");

    @Test
    void noSourceNeedsASession() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            String text = Files.readString(source);
            literals(text).stream()
                    .filter(literal -> FORBIDDEN.matcher(literal).find())
                    .forEach(literal -> found.add(source + ": " + literal));
            Matcher call = FORBIDDEN_CALL.matcher(text);
            while (call.find()) {
                found.add(source + ": " + call.group());
            }
        }
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listen runs",
                "LISTEN \"runs\"",
                "select pg_notify('runs', '1')",
                "select pg_advisory_lock(1)",
                "select pg_try_advisory_lock(1)",
                "select pg_advisory_unlock_all()",
                "set statement_timeout = 5",
                "SET session lock_timeout TO '2s'",
                "select 1; set search_path = x",
                "set session characteristics as transaction isolation level serializable",
                "select set_config('a.b', 'c', false)",
                "create temp table x (y int)",
                "declare c cursor with hold for select 1",
                "prepare x as select 1"
            })
    void theScanFindsWhatIsForbidden(String statement) {
        assertThat(FORBIDDEN.matcher(statement).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set local statement_timeout = '5s'",
                "select pg_advisory_xact_lock(1)",
                "update run\n   set state = 'queued'\n where id = :id",
                "set the header Content-Type",
                "select set_config('a.b', 'c', true)",
                "listening on"
            })
    void theScanLetsPassWhatEndsWithTheTransaction(String statement) {
        assertThat(FORBIDDEN.matcher(statement).find()).isFalse();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static List<String> literals(String source) {
        List<String> literals = new ArrayList<>();
        Matcher literal = LITERAL.matcher(source);
        while (literal.find()) {
            literals.add(literal.group(1) == null ? literal.group(2) : literal.group(1));
        }
        return literals;
    }
}
