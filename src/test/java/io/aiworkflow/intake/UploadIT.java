package io.aiworkflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiworkflow.testsupport.EngineTest;
import io.aiworkflow.testsupport.RawHttp;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;

/** An operation whose document says that it takes files may be sent more, and other things, than the others. */
@EngineTest
@Import(UploadIT.Door.class)
class UploadIT {
    private static final String FORM = "multipart/form-data; boundary=b";
    private static final int MEBIBYTE = 1 << 20;

    @LocalServerPort
    int port;

    @Test
    void takesAFileOfTwentyMebibytesAsAForm() throws IOException {
        RawHttp.Answer answer = send("/intake/test-files", FORM, form(20 * MEBIBYTE));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("name.bin " + 20 * MEBIBYTE);
    }

    @Test
    void takesItAsItIsToo() throws IOException {
        RawHttp.Answer answer = send("/intake/test-files", "application/octet-stream", new byte[3 * MEBIBYTE]);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("body " + 3 * MEBIBYTE);
    }

    @Test
    void refusesMoreThanTwentyFive() throws IOException {
        assertThat(send("/intake/test-files", FORM, form(26 * MEBIBYTE)).status())
                .isEqualTo(413);
    }

    @Test
    void refusesWhatIsNoFileThereAndFilesElsewhere() throws IOException {
        assertThat(send("/intake/test-files", "application/json", new byte[] {'1'})
                        .status())
                .isEqualTo(415);
        assertThat(send("/intake/test-files", FORM, "no form".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(400);
        assertThat(send("/api/v1/workflows/no-op/runs", FORM, form(10)).status())
                .isEqualTo(415);
        assertThat(send("/api/v1/workflows/no-op/runs", "application/json", new byte[2 * MEBIBYTE])
                        .status())
                .isEqualTo(413);
    }

    private RawHttp.Answer send(String path, String type, byte[] body) throws IOException {
        return RawHttp.send(port, "POST", path, Map.of("Content-Type", type), body);
    }

    private static byte[] form(int size) throws IOException {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.write(("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"name.bin\"\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.write(new byte[size]);
        form.write("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    @TestConfiguration(proxyBeanMethods = false)
    @RestController
    static class Door {
        @PostMapping(path = "/intake/test-files", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
        String file(@RequestParam("file") MultipartFile file) {
            return file.getOriginalFilename() + " " + file.getSize();
        }

        @PostMapping(path = "/intake/test-files", consumes = MediaType.APPLICATION_OCTET_STREAM_VALUE)
        String body(HttpServletRequest request) throws IOException {
            return "body " + request.getInputStream().readAllBytes().length;
        }

        @Bean
        @Primary
        ApiOperations withFiles(OpenApiFile file) {
            ObjectNode document = file.copy();
            document.withObject("/paths")
                    .withObject("/~1intake~1test-files/post/requestBody/content")
                    .putObject("multipart/form-data");
            return new ApiOperations(document);
        }
    }
}
