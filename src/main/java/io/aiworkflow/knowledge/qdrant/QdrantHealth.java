package io.aiworkflow.knowledge.qdrant;

import io.aiworkflow.failure.EngineException;
import io.aiworkflow.platform.HealthCheck;

/** Whether Qdrant answers and takes the key. The engine works without it; only searching and indexing do not. */
final class QdrantHealth implements HealthCheck {
    private final QdrantClient client;

    QdrantHealth(QdrantClient client) {
        this.client = client;
    }

    @Override
    public String part() {
        return "index";
    }

    @Override
    public boolean needed() {
        return false;
    }

    @Override
    public Finding check() {
        try {
            client.call("GET", "/aliases", null);
            return Finding.working();
        } catch (EngineException e) {
            return Finding.failing(e.getMessage());
        }
    }
}
