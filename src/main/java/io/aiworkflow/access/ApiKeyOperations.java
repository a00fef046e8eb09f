package io.aiworkflow.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.failure.ErrorCode;
import io.aiworkflow.identity.ApiKey;
import io.aiworkflow.identity.ApiKeys;
import io.aiworkflow.identity.CreatedApiKey;
import io.aiworkflow.identity.NewApiKey;
import io.aiworkflow.identity.Scope;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.workflow.DocumentSchema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The API keys of the caller's own account. */
@Component
@Profile("api")
class ApiKeyOperations {
    private static final DocumentSchema CREATE = RequestSchemas.read("create-api-key");
    private static final int USUAL_LIFE_DAYS = 90;

    private final ApiKeys keys;

    ApiKeyOperations(ApiKeys keys) {
        this.keys = keys;
    }

    Reply list() {
        return Reply.ok(new Listing(keys.list(Requests.caller().accountId()).stream()
                .map(key -> KeyView.of(key, null))
                .toList()));
    }

    Reply create(Message request) {
        JsonNode body = RequestParts.optionalBody(request, CREATE);
        Set<Scope> scopes = StreamSupport.stream(body.get("scopes").spliterator(), false)
                .map(scope -> Scope.ofWireName(scope.asText()).orElseThrow())
                .collect(Collectors.toSet());
        Duration life = Duration.ofDays(body.path("expiresInDays").asInt(USUAL_LIFE_DAYS));
        CreatedApiKey created = keys.create(new NewApiKey(body.get("name").asText(), scopes, life), Requests.origin());
        return new Reply(201, Map.of(), KeyView.of(created.apiKey(), created.key()));
    }

    Reply revoke(Message request) {
        keys.revoke(RequestParts.id(request, "API key", ErrorCode.API_KEY_NOT_FOUND), Requests.origin());
        return Reply.done();
    }

    private record Listing(List<KeyView> apiKeys) {}

    /** @param key shown once, when it was made */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record KeyView(
            UUID id,
            String name,
            String prefix,
            List<String> scopes,
            Instant createdAt,
            Instant expiresAt,
            Instant lastUsedAt,
            Instant revokedAt,
            String key) {
        static KeyView of(ApiKey known, String key) {
            return new KeyView(
                    known.id(),
                    known.name(),
                    known.prefix(),
                    known.scopes().stream().map(Scope::wireName).sorted().toList(),
                    known.createdAt(),
                    known.expiresAt(),
                    known.lastUsedAt().orElse(null),
                    known.revokedAt().orElse(null),
                    key);
        }

        /** Leaves the key out. */
        @Override
        public String toString() {
            return "KeyView[%s]".formatted(prefix);
        }
    }
}
