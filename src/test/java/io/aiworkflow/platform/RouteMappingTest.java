package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

class RouteMappingTest {
    @Test
    void tellsOtherBeginningsApart() {
        assertThat(mayMatch("/api/v1/runs/{id}", "/api/v1/workflows")).isFalse();
        assertThat(mayMatch("/intake/a", "/intake/b")).isFalse();
        assertThat(mayMatch("/intake/ab", "/intake/a")).isFalse();
    }

    @Test
    void leavesTheRestToSpring() {
        assertThat(mayMatch("/api/v1/runs/{id}", "/api/v1/runs/7/events")).isTrue();
        assertThat(mayMatch("/intake/a/**", "/intake/a")).isTrue();
        assertThat(mayMatch("/intake/{*rest}", "/intake")).isTrue();
        assertThat(mayMatch("/**", "/")).isTrue();
        assertThat(mayMatch("/?", "/a")).isTrue();
    }

    @Property
    void neverLeavesOutWhatMatches(@ForAll("patterns") String pattern, @ForAll("paths") String path) {
        if (PathPatternParser.defaultInstance.parse(pattern).matches(PathContainer.parsePath(path))) {
            assertThat(mayMatch(pattern, path)).isTrue();
        }
    }

    private static boolean mayMatch(String pattern, String path) {
        return RouteMapping.mayMatch(RouteMapping.beginning(pattern), path);
    }

    /** Ends in what may only be at an end, some of the time. */
    @Provide
    Arbitrary<String> patterns() {
        Arbitrary<String> inner = segments("a", "b", "ab", "*", "a*", "?", "a?", "{v}", "a{v}");
        Arbitrary<String> end = Arbitraries.of("", "/", "/**", "/{*rest}");
        return inner.flatMap(begin -> end.map(rest -> begin + rest));
    }

    @Provide
    Arbitrary<String> paths() {
        return segments("a", "b", "ab", "abc")
                .flatMap(begin -> Arbitraries.of("", "/").map(rest -> begin + rest));
    }

    private static Arbitrary<String> segments(String... of) {
        return Arbitraries.of(of).list().ofMinSize(1).ofMaxSize(3).map((List<String> parts) -> {
            List<String> distinct = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                distinct.add(parts.get(i).replace("{v}", "{v" + i + "}"));
            }
            return "/" + String.join("/", distinct);
        });
    }
}
