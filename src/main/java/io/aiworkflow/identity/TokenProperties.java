package io.aiworkflow.identity;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How access tokens are signed, and how long tokens count.
 *
 * @param secret signs when there are no key files; set by {@code JWT_SECRET_KEY}
 * @param keyDirectories folders of key files, whose names begin with {@code jwt}; the first that has any counts. Set by
 *     {@code ENGINE_SECRETS_DIR}
 * @param algorithm must be HS256; set by {@code JWT_ALGORITHM}
 * @param accessLifeMinutes how long an access token counts; set by {@code JWT_ACCESS_TOKEN_EXPIRE_MINUTES}
 * @param issuer the claim {@code iss}
 * @param audience the claim {@code aud}
 * @param refreshLife how long a login counts, however often it is refreshed
 * @param refreshIdle how long a login counts that is not refreshed
 */
@Validated
@ConfigurationProperties("engine.identity.tokens")
public record TokenProperties(
        @DefaultValue("") String secret,
        @NotNull @DefaultValue({"/run/secrets", "secrets"}) List<String> keyDirectories,
        @DefaultValue("HS256") String algorithm,
        @Min(1) @Max(1440) @DefaultValue("15") int accessLifeMinutes,
        @NotBlank @DefaultValue("ai-workflow-engine") String issuer,
        @NotBlank @DefaultValue("ai-workflow-engine-api") String audience,

        @NotNull @DurationMin(minutes = 1) @DefaultValue("30d")
        Duration refreshLife,

        @NotNull @DurationMin(minutes = 1) @DefaultValue("7d")
        Duration refreshIdle) {
    static final Duration LONGEST_ACCESS_LIFE = Duration.ofMinutes(1440);

    Duration accessLife() {
        return Duration.ofMinutes(accessLifeMinutes);
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "TokenProperties[keyDirectories=%s, accessLifeMinutes=%d]".formatted(keyDirectories, accessLifeMinutes);
    }
}
