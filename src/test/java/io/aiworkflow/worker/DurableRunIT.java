package io.aiworkflow.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiworkflow.testsupport.EngineTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

@EngineTest
class DurableRunIT {
    @Autowired
    TestRestTemplate http;

    @Test
    void smoke() {
        HttpHeaders headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.set("Prefer", "wait=10");
        for (int i = 0; i < 3; i++) {
            long t = System.nanoTime();
            var answer = http.exchange(
                    "/api/v1/workflows/text-statistics/runs",
                    HttpMethod.POST,
                    new HttpEntity<>(Map.of("text", "Hello world. This is it."), headers),
                    JsonNode.class);
            System.out.println((System.nanoTime() - t) / 1e6 + " ms " + answer);
        }
        System.out.println(http.getForEntity("/api/v1/runs", String.class));
        System.out.println(http.getForEntity("/api/v1/workflows", String.class));
        System.out.println(http.getForEntity(
                "/api/v1/runs/"
                        + http.getForObject("/api/v1/runs", JsonNode.class)
                                .at("/runs/0/id")
                                .asText(),
                String.class));
        System.out.println(http.exchange(
                "/api/v1/workflows/text-statistics/runs",
                HttpMethod.POST,
                new HttpEntity<>(Map.of("txt", "Hello world. This is it."), headers),
                String.class));
        System.out.println(http.getForEntity("/api/v1/workflows/nope", String.class));
        System.out.println(http.getForEntity("/nope", String.class));
        System.out.println(
                http.getForEntity("/openapi.json", String.class).getBody().length());
        assertThat(1).isEqualTo(1);
    }
}
