package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.simulator.internal.auth.Credentials;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.auth.UsernameToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The ONVIF services and the snapshot as an HTTP client sees them. */
class OnvifTest {
    private static final Credentials CREDENTIALS = new Credentials("admin", "secret");
    private static final String SECURITY =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private static final String UTILITY =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private Simulator simulator;
    private SimulatedCamera camera;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.builder()
                .credentials("admin", "secret")
                .authSchemes(AuthScheme.DIGEST_MD5, AuthScheme.DIGEST_SHA256)
                .discovery(false)
                .start();
        camera = simulator.camera(1);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private static String envelope(String header, String body) {
        return "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header>" + header
                + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
    }

    private static String device(String operation) {
        return "<" + operation + " xmlns=\"http://www.onvif.org/ver10/device/wsdl\"/>";
    }

    private static String media(String operation, String arguments) {
        return "<" + operation + " xmlns=\"http://www.onvif.org/ver10/media/wsdl\">" + arguments + "</" + operation
                + ">";
    }

    private static String token(String password, Instant created) {
        byte[] nonce = UUID.randomUUID().toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Base64.Encoder base64 = Base64.getEncoder();
        return "<w:Security xmlns:w=\"" + SECURITY + "\"><w:UsernameToken><w:Username>admin</w:Username>"
                + "<w:Password Type=\"" + UsernameToken.PASSWORD_DIGEST + "\">"
                + base64.encodeToString(UsernameToken.digest(nonce, created.toString(), password))
                + "</w:Password><w:Nonce>" + base64.encodeToString(nonce) + "</w:Nonce><u:Created xmlns:u=\"" + UTILITY
                + "\">" + created + "</u:Created></w:UsernameToken></w:Security>";
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(camera.deviceService())
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> authorised(String body) throws Exception {
        return post(envelope(token("secret", Instant.now()), body));
    }

    @Test
    void tellsTheTimeToAnyone() throws Exception {
        HttpResponse<String> answer = post(envelope("", device("GetSystemDateAndTime")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/soap+xml");
        assertThat(answer.body()).contains("<tt:UTCDateTime>");
    }

    @Test
    void takesAUsernameTokenMadeByItsOwnClock() throws Exception {
        assertThat(authorised(device("GetDeviceInformation")).body())
                .contains("<tds:Manufacturer>Techno Support<", "<tds:SerialNumber>" + camera.serial());
        camera.clockSkew(Duration.ofHours(3));
        HttpResponse<String> late = authorised(device("GetDeviceInformation"));
        assertThat(late.statusCode()).isEqualTo(400);
        assertThat(late.body()).contains("env:Sender", "ter:NotAuthorized");
        String skewed = token("secret", Instant.now().plus(Duration.ofHours(3)));
        assertThat(post(envelope(skewed, device("GetDeviceInformation"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesAWrongPasswordAndAsksWhoeverHasNone() throws Exception {
        HttpResponse<String> wrong = post(envelope(token("wrong", Instant.now()), device("GetDeviceInformation")));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("ter:NotAuthorized");
        HttpResponse<String> none = post(envelope("", device("GetDeviceInformation")));
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().allValues("www-authenticate"))
                .anyMatch(value -> value.contains("algorithm=MD5"))
                .anyMatch(value -> value.contains("algorithm=SHA-256"))
                .allMatch(value -> value.contains("qop=\"auth\""));
        assertThat(camera.stats().refused()).isEqualTo(1);
    }

    @Test
    void takesHttpDigest() throws Exception {
        String body = envelope("", device("GetDeviceInformation"));
        for (String challenge : post(body).headers().allValues("www-authenticate")) {
            String header = digest(challenge, "POST", camera.deviceService());
            assertThat(post(body, "Authorization", header).statusCode()).isEqualTo(200);
        }
    }

    private static String digest(String challenge, String method, URI uri) {
        Map<String, String> given = HttpAuth.parameters(challenge);
        String algorithm = given.get("algorithm");
        String middle = given.get("nonce") + ":00000001:abc:auth";
        return "Digest username=\"admin\", realm=\"" + given.get("realm") + "\", nonce=\"" + given.get("nonce")
                + "\", uri=\"" + uri.getPath() + "\", algorithm=" + algorithm
                + ", qop=auth, nc=00000001, cnonce=\"abc\", response=\""
                + HttpAuth.response(algorithm, CREDENTIALS, given.get("realm"), method, uri.getPath(), middle) + "\"";
    }

    @Test
    void describesItselfAndItsStreams() throws Exception {
        assertThat(authorised(device("GetServices")).body())
                .contains(
                        "http://www.onvif.org/ver10/media/wsdl",
                        camera.deviceService().toString());
        assertThat(authorised(device("GetCapabilities")).body()).contains("/onvif/media_service");
        assertThat(authorised(device("GetScopes")).body())
                .contains("onvif://www.onvif.org/Profile/Streaming", "onvif://www.onvif.org/name/Camera%201");
        assertThat(authorised(device("GetNetworkInterfaces")).body())
                .contains("<tt:HwAddress>02:00:54:53:00:01<", "<tt:Address>" + camera.address());
        assertThat(authorised(media("GetProfiles", "")).body())
                .contains("token=\"main\"", "token=\"sub\"", "<tt:Width>1280<", "<tt:Width>640<", "<tt:Encoding>H264<");
        assertThat(authorised(media("GetVideoSources", "")).body()).contains("<tt:Height>720<");
        String sub = "<ProfileToken>sub</ProfileToken>";
        assertThat(authorised(media("GetStreamUri", sub)).body())
                .contains("<tt:Uri>" + camera.stream(SimulatedCamera.SUB) + "<");
        assertThat(authorised(media("GetSnapshotUri", sub)).body()).contains("<tt:Uri>" + camera.snapshot() + "<");
        assertThat(authorised(media("SetSynchronizationPoint", sub)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void answersFaults() throws Exception {
        HttpResponse<String> profile = authorised(media("GetStreamUri", "<ProfileToken>none</ProfileToken>"));
        assertThat(profile.statusCode()).isEqualTo(400);
        assertThat(profile.body()).contains("ter:InvalidArgVal", "ter:NoProfile");
        HttpResponse<String> unknown = authorised(device("StartFirmwareUpgrade"));
        assertThat(unknown.statusCode()).isEqualTo(500);
        assertThat(unknown.body()).contains("env:Receiver", "ter:ActionNotSupported");
        assertThat(post("<not xml").body()).contains("ter:WellFormed");
        assertThat(post("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]>"
                                + envelope("", device("GetSystemDateAndTime")))
                        .body())
                .contains("ter:WellFormed");
    }

    @Test
    void servesASnapshotWithCredentialsAlone() throws Exception {
        HttpRequest plain = HttpRequest.newBuilder(camera.snapshot()).build();
        HttpResponse<byte[]> refused = http.send(plain, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(refused.statusCode()).isEqualTo(401);
        String challenge = refused.headers().firstValue("www-authenticate").orElseThrow();
        HttpRequest asked = HttpRequest.newBuilder(camera.snapshot())
                .header("Authorization", digest(challenge, "GET", camera.snapshot()))
                .build();
        HttpResponse<byte[]> picture = http.send(asked, HttpResponse.BodyHandlers.ofByteArray());
        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(picture.headers().firstValue("content-type")).contains("image/jpeg");
        assertThat(picture.body()).startsWith(0xff, 0xd8);
    }
}
