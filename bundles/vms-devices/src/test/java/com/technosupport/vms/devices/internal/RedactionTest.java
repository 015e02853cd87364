package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class RedactionTest {

    private final Redaction redaction = new Redaction(new Credential("operator", "s3cret&Word"));

    @Test
    void takesSecretsOutOfXmlJsonTextAndAddresses() {
        String said = """
                <wsse:Password Type="x#PasswordDigest">ZGlnZXN0</wsse:Password><wsse:Nonce>bm9uY2U=</wsse:Nonce>
                <serialNumber>DS-7608-0123</serialNumber><macAddress>a4:14:37:00:11:22</macAddress>
                <v1:userName>operator</v1:userName><x>s3cret&amp;Word</x>
                {"password":"p\\"w1","SerialNumber": "SN77", "session":12345,"on":true}
                table.General.SerialNumber=SN78
                serialNumber=SN79
                mac a4-14-37-00-11-22 rtsp://operator:pw2@10.0.0.1/x GET /cgi?token=abcdef&channel=1
                """;

        String shown = redaction.apply(said);

        assertThat(shown)
                .doesNotContain("ZGlnZXN0", "bm9uY2U", "0123", "a4:14", "a4-14", "operator", "s3cret", "w1\"")
                .doesNotContain("SN77", "SN78", "SN79", "12345", "pw2", "abcdef")
                .contains("\"on\":true", "channel=1", "Type=\"x#PasswordDigest\"", "@10.0.0.1/x");
    }

    @Test
    void theSameIsCalledTheSameSoThatAFixtureFits() {
        String first = redaction.apply("<trt:Profiles token=\"Profile_1\">");
        String second = redaction.apply("<tt:ProfileToken>Profile_1</tt:ProfileToken>");
        String name = first.substring(first.indexOf('"') + 1, first.lastIndexOf('"'));

        assertThat(name).startsWith("redacted-");
        assertThat(second).contains(">" + name + "<");
        assertThat(redaction.apply(first)).as("once is enough").isEqualTo(first);
    }

    @Test
    void aTraceShowsWhatWasSaidWithoutHeadersThatHoldSecrets() throws InterruptedException {
        DeviceTrace trace = new DeviceTrace(new Answering(), redaction);
        trace.send(Request.get(URI.create("http://127.0.0.1/info?user=operator&password=s3cret")));

        assertThat(trace.text())
                .contains("> GET /info?", "< 200", "content-type: text/plain", "model=X")
                .doesNotContain("Digest", "cookie", "s3cret", "SN1", "operator");
    }

    @Test
    void aTraceIsBounded() throws InterruptedException {
        DeviceTrace trace = new DeviceTrace(new Answering(), redaction);
        for (int i = 0; i < 20_000; i++) {
            trace.send(Request.get(URI.create("http://127.0.0.1/" + "x".repeat(100))));
        }
        assertThat(trace.text().length()).isLessThan(1_200_000);
        assertThat(trace.text()).contains("the rest was left out");
    }

    private static final class Answering implements DeviceHttp {

        @Override
        public Response send(Request request) {
            return new Response(
                    200,
                    Map.of(
                            "content-type", List.of("text/plain"),
                            "www-authenticate", List.of("Digest realm=\"x\""),
                            "set-cookie", List.of("session=1")),
                    "model=X\nserialNumber=SN1".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Response stream(Request request, Duration silence, PartReader reader) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "no");
        }

        @Override
        public Document parseXml(byte[] xml) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "no");
        }

        @Override
        public Object parseJson(byte[] json) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "no");
        }
    }
}
