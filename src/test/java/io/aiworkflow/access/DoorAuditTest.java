package io.aiworkflow.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiworkflow.platform.SecurityEvent;
import io.aiworkflow.platform.SecurityEvent.Outcome;
import io.aiworkflow.platform.SecurityEvent.Type;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class DoorAuditTest {
    private static final String REPORTED = "/api/v1/dead-letters/replay";

    private final List<SecurityEvent> events = new ArrayList<>();
    private final DoorAudit audit = new DoorAudit(events::add);

    @Test
    void whatAnOperatorDoesIsAnEventAlsoWhenItBreaksOff() throws Exception {
        call(REPORTED, 200);
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.outcome()).isEqualTo(Outcome.SUCCESS));
        events.clear();

        assertThatThrownBy(() -> call(REPORTED, (request, response) -> {
                    throw new ServletException("broken");
                }))
                .hasMessage("broken");
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(Type.ADMIN_ACTION);
            assertThat(event.outcome()).isEqualTo(Outcome.FAILURE);
            assertThat(event.details()).containsEntry("status", "500");
        });
    }

    @Test
    void whoeverIsRefusedBehindADoorIsAnEvent() throws Exception {
        call("/api/v1/workflows/no-op/runs", 403);
        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(Type.ACCESS_DENIED);
            assertThat(event.outcome()).isEqualTo(Outcome.DENIED);
            assertThat(event.target()).isEqualTo("POST /api/v1/workflows/no-op/runs");
        });
    }

    @Test
    void whatReportsItselfOrIsNoRefusalIsNone() throws Exception {
        call("/api/v1/workflows/no-op/runs", 202);
        call("/api/v1/workflows/no-op/runs", 404);
        call("/api/v1/auth/login", 403);
        call("/api/v1/admin/accounts/1/approve", 403);
        assertThat(events).isEmpty();
    }

    private void call(String path, int status) throws Exception {
        call(path, (request, response) -> ((HttpServletResponse) response).setStatus(status));
    }

    private void call(String path, FilterChain behind) throws Exception {
        audit.doFilter(new MockHttpServletRequest("POST", path), new MockHttpServletResponse(), behind);
    }
}
