package io.aiworkflow.chaos.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementPlacesTest {
    @ParameterizedTest
    @ValueSource(strings = {"CLAIM", "CLAIM_UNLIMITED", "CLAIM_ONE"})
    void knowsTheClaimsOfWorkers(String statement) throws Exception {
        Field text = Class.forName("io.aiworkflow.run.ClaimStatement").getDeclaredField(statement);
        text.setAccessible(true);

        assertThat(StatementPlaces.of((String) text.get(null))).isEqualTo("claim");
    }

    @Test
    void doesNotTakeTheSearchForDeadWorkersForAClaim() {
        assertThat(StatementPlaces.of("""
                        with orphan as (
                            select r.id from run r left join worker w on w.id = r.worker_id
                             where r.state = 'running' and w.lease_until < now()
                               for update of r skip locked)
                        update run r
                           set state = case when r.crashes = 0 then 'queued' else 'waiting' end, worker_id = null
                          from orphan where r.id = orphan.id""")).isEmpty();
    }

    @Test
    void knowsAHeartbeat() {
        assertThat(StatementPlaces.of("""
                        insert into worker (id, host, lease_until) values (?, ?, now())
                            on conflict (id) do update set renewed_at = now()""")).isEqualTo("heartbeat");
    }
}
