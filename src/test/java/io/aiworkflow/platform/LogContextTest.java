package io.aiworkflow.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {
    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void whatIsInsideDoesNotChangeWhatIsAround() {
        LogContext outer = LogContext.open().with(LogContext.RUN, "parent").with(LogContext.STEP, "ask");
        LogContext inner = LogContext.open().with(LogContext.RUN, "child").with(LogContext.STEP, null);

        assertThat(MDC.get(LogContext.RUN)).isEqualTo("child");
        assertThat(MDC.get(LogContext.STEP)).isNull();

        inner.close();
        assertThat(MDC.get(LogContext.RUN)).isEqualTo("parent");
        assertThat(MDC.get(LogContext.STEP)).isEqualTo("ask");

        outer.close();
        assertThat(MDC.get(LogContext.RUN)).isNull();
    }
}
