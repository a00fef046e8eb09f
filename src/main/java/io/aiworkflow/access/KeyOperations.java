package io.aiworkflow.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.identity.BlockedAddress;
import io.aiworkflow.identity.BlockedAddresses;
import io.aiworkflow.identity.SigningKeyInfo;
import io.aiworkflow.identity.SigningKeys;
import io.aiworkflow.intake.Reply;
import io.aiworkflow.intake.RequestParts;
import io.aiworkflow.intake.RequestSchemas;
import io.aiworkflow.workflow.DocumentSchema;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Message;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** What admins do in an emergency: change and drop signing keys, and shut out addresses. */
@Component
@Profile("api")
class KeyOperations {
    private static final DocumentSchema NOTHING = RequestSchemas.read("nothing");
    private static final DocumentSchema BLOCK = RequestSchemas.read("block-address");
    private static final DocumentSchema UNBLOCK = RequestSchemas.read("unblock-address");
    private static final int USUAL_BLOCK_MINUTES = 24 * 60;

    private final SigningKeys keys;
    private final BlockedAddresses addresses;

    KeyOperations(SigningKeys keys, BlockedAddresses addresses) {
        this.keys = keys;
        this.addresses = addresses;
    }

    Reply list() {
        return Reply.ok(new Keys(keys.list()));
    }

    Reply rotate(Message request) {
        RequestParts.optionalBody(request, NOTHING);
        return Reply.ok(new Keys(keys.rotate(Requests.origin())));
    }

    Reply drop(Message request) {
        return Reply.ok(new Keys(keys.drop(request.getHeader("kid", String.class), Requests.origin())));
    }

    Reply blocked() {
        return Reply.ok(new Blocked(addresses.list()));
    }

    Reply block(Message request) {
        JsonNode body = RequestParts.optionalBody(request, BLOCK);
        Duration life = Duration.ofMinutes(body.path("minutes").asInt(USUAL_BLOCK_MINUTES));
        addresses.block(body.get("range").asText(), life, body.get("reason").asText(), Requests.origin());
        return blocked();
    }

    /** The range is in the body, since it holds a slash. */
    Reply unblock(Message request) {
        JsonNode body = RequestParts.optionalBody(request, UNBLOCK);
        addresses.unblock(body.get("range").asText(), Requests.origin());
        return blocked();
    }

    private record Keys(List<SigningKeyInfo> keys) {}

    private record Blocked(List<BlockedAddress> addresses) {}
}
