package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.DeviceHttp.Authentication;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.w3c.dom.Element;

/**
 * A login as the device's own web interface makes it, for firmware whose HTTP authentication is switched off: the password is
 * answered to a challenge, hashed as often as the device wants, and a cookie stands for it from then on.
 */
final class WebSession implements AutoCloseable {

    /** A device that wants more is not slowed down by us, but made by somebody who wants to slow us down. */
    private static final int MOST_ITERATIONS = 10_000;

    /** Devices end a session after a minute or more. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(25);

    private final DeviceHttp http;
    private final String root;
    private final String cookie;
    private long usedNanos = System.nanoTime();

    private WebSession(DeviceHttp http, String root, String cookie) {
        this.http = http;
        this.root = root;
        this.cookie = cookie;
    }

    static WebSession open(DeviceHttp http, String root, Credential credential, Clock clock)
            throws InterruptedException {
        if (credential.isEmpty()) {
            throw new VmsException(ErrorCode.BAD_CREDENTIALS, "The device asks for a name and a password");
        }
        String user = URLEncoder.encode(credential.user(), StandardCharsets.UTF_8);
        Response asked =
                http.send(Request.get(URI.create(root + "/ISAPI/Security/sessionLogin/capabilities?username=" + user))
                        .anonymous());
        if (asked.status() != 200) {
            throw new VmsException(
                    ErrorCode.NOT_SUPPORTED, "The device asks for a password in a way that is not known");
        }
        Element challenge = http.parseXml(asked.body()).getDocumentElement();
        String id = Elements.text(challenge, "sessionID");
        String body = "<SessionLogin><userName>" + Elements.escape(credential.user()) + "</userName><password>"
                + answer(challenge, credential) + "</password><sessionID>" + Elements.escape(id)
                + "</sessionID></SessionLogin>";
        Response answer = http.send(Request.post(
                        URI.create(root + "/ISAPI/Security/sessionLogin"),
                        Isapi.XML,
                        body.getBytes(StandardCharsets.UTF_8))
                .anonymous());
        if (answer.status() != 200) {
            throw refusal(http, answer, clock);
        }
        String cookie = answer.headers().getOrDefault("set-cookie", List.of()).stream()
                .map(line -> line.split(";", 2)[0].strip())
                .filter(pair -> pair.matches("[A-Za-z0-9_]{1,64}=[\\x21-\\x7e&&[^;,\"]]{1,512}"))
                .collect(Collectors.joining("; "));
        return new WebSession(http, root, cookie.isEmpty() ? "WebSession=" + id.replaceAll("[^\\w.-]", "") : cookie);
    }

    /** The password as the device wants it ({@code SessionLoginCap}). */
    static String answer(Element challenge, Credential credential) {
        int iterations = (int) Elements.number(challenge, "iterations");
        if (iterations < 1 || iterations > MOST_ITERATIONS) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device's challenge makes no sense");
        }
        String text = Elements.text(challenge, "challenge");
        String hash;
        int done;
        if (Elements.text(challenge, "isIrreversible").equals("true")) {
            hash = sha256(credential.user() + Elements.text(challenge, "salt") + credential.password());
            hash = sha256(hash + text);
            done = 2;
        } else {
            hash = sha256(credential.password()) + text;
            done = 1;
        }
        for (int i = done; i < iterations; i++) {
            hash = sha256(hash);
        }
        return hash;
    }

    private static VmsException refusal(DeviceHttp http, Response answer, Clock clock) {
        Optional<Element> body = Optional.empty();
        try {
            body = Optional.ofNullable(http.parseXml(answer.body()).getDocumentElement());
        } catch (VmsException e) {
            // A refusal without an explanation is a refusal.
            body = Optional.empty();
        }
        if (body.filter(said -> Elements.text(said, "lockStatus")
                        .toLowerCase(Locale.ROOT)
                        .equals("lock"))
                .isPresent()) {
            double seconds = Elements.number(body.get(), "unlockTime");
            String sentence = "The device has locked the account after failed logins";
            return seconds > 0
                    ? new VmsException(
                            ErrorCode.DEVICE_LOCKED, sentence, clock.instant().plusSeconds((long) seconds))
                    : new VmsException(ErrorCode.DEVICE_LOCKED, sentence);
        }
        return new VmsException(ErrorCode.BAD_CREDENTIALS, "The device refuses the name or the password");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    String cookie() {
        return cookie;
    }

    /** Keeps the session open where it has been idle. */
    void keepAlive() throws InterruptedException {
        long now = System.nanoTime();
        if (now - usedNanos > HEARTBEAT.toNanos()) {
            usedNanos = now;
            http.send(put("/ISAPI/Security/sessionHeartbeat"));
        }
    }

    private Request put(String path) {
        return new Request(
                "PUT",
                URI.create(root + path),
                Map.of("Cookie", cookie),
                Optional.empty(),
                Authentication.NONE,
                Duration.ofSeconds(2));
    }

    @Override
    public void close() {
        try {
            http.send(put("/ISAPI/Security/sessionLogout"));
        } catch (VmsException e) {
            return; // it ends by itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
