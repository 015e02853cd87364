package com.technosupport.vms.simulator;

import com.technosupport.vms.simulator.internal.auth.Credentials;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** A client of recorders' HTTP interfaces that takes the first challenge, whatever it is. */
final class TestNvrClient {
    static final Credentials CREDENTIALS = new Credentials("admin", "secret");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI root;
    private Credentials credentials = CREDENTIALS;
    private String cookie = "";

    TestNvrClient(SimulatedNvr nvr) {
        root = nvr.http();
    }

    TestNvrClient with(Credentials others) {
        credentials = others;
        return this;
    }

    TestNvrClient cookie(String value) {
        cookie = value;
        return this;
    }

    /** An answer whose body is text. */
    record Answer(int status, String type, String body) {
        List<String> texts(String element) throws IOException {
            return TestNvrClient.texts(body, element);
        }

        String text(String element) throws IOException {
            return texts(element).get(0);
        }
    }

    Answer get(String target) throws Exception {
        return send("GET", target, "");
    }

    Answer send(String method, String target, String body) throws Exception {
        return text(bytes(method, target, body));
    }

    static Answer text(HttpResponse<byte[]> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        return new Answer(answer.statusCode(), type, new String(answer.body(), StandardCharsets.UTF_8));
    }

    HttpResponse<byte[]> bytes(String method, String target, String body) throws Exception {
        HttpResponse<byte[]> answer = once(method, target, body, "", HttpResponse.BodyHandlers.ofByteArray());
        return answer.statusCode() == 401 && challenge(answer) != null
                ? once(
                        method,
                        target,
                        body,
                        authorization(challenge(answer), method, target, body),
                        HttpResponse.BodyHandlers.ofByteArray())
                : answer;
    }

    /** An answer that has no end. */
    HttpResponse<InputStream> stream(String target) throws Exception {
        HttpResponse<byte[]> refusal = once("GET", target, "", "", HttpResponse.BodyHandlers.ofByteArray());
        return once(
                "GET",
                target,
                "",
                authorization(challenge(refusal), "GET", target, ""),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpResponse<byte[]> unauthorised(String method, String target, String body) throws Exception {
        return once(method, target, body, "", HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String challenge(HttpResponse<?> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse(null);
    }

    private <T> HttpResponse<T> once(
            String method, String target, String body, String authorization, HttpResponse.BodyHandler<T> handler)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(target))
                .timeout(TIMEOUT)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return http.send(request.build(), handler);
    }

    private String authorization(String challenge, String method, String target, String body) {
        if (challenge.startsWith("Basic")) {
            String pair = credentials.user() + ":" + credentials.password();
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }
        Map<String, String> given = HttpAuth.parameters(challenge);
        String algorithm = given.getOrDefault("algorithm", "MD5");
        String qop = given.get("qop");
        String middle = given.get("nonce") + (qop == null ? "" : ":00000001:0a4f113b:" + qop);
        String asked = "auth-int".equals(qop) ? target + ":" + hash(algorithm, body) : target;
        String response = HttpAuth.response(algorithm, credentials, given.get("realm"), method, asked, middle);
        return "Digest username=\"" + credentials.user() + "\", realm=\"" + given.get("realm") + "\", nonce=\""
                + given.get("nonce") + "\", uri=\"" + target + "\", algorithm=" + algorithm
                + (qop == null ? "" : ", qop=" + qop + ", nc=00000001, cnonce=\"0a4f113b\"") + ", response=\""
                + response + "\"";
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for something that comes true soon. */
    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("It did not come true");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Reads a stream until it holds a text, and gives all that it read. */
    static String readUntil(InputStream in, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (read.indexOf(text) < 0) {
            int next = in.read();
            if (next < 0 || System.nanoTime() > end) {
                throw new IOException("The stream ended, or took too long, without \"" + text + "\": " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    /** The texts of all elements of a local name, in document order. */
    static List<String> texts(String xml, String name) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Document document = builder.parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
            var found = document.getElementsByTagNameNS("*", name);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < found.getLength(); i++) {
                texts.add(found.item(i).getTextContent());
            }
            return texts;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }
}
