package io.aiworkflow.identity;

import java.util.Map;
import org.springframework.stereotype.Component;

/** Deletes tokens, sessions, blocks and notes about logins that count no longer. */
@Component
public class ExpiredIdentities {
    private final JdbcIdentitySweep sweep;

    ExpiredIdentities(JdbcIdentitySweep sweep) {
        this.sweep = sweep;
    }

    /** @return how many rows went, by table; the next time goes on with what is left */
    public Map<String, Long> delete() {
        return sweep.sweep();
    }
}
