package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/**
 * Calls operations of a device's web services.
 *
 * <p>How a device wants to be logged in at is found out without a password: the first call goes without one, and the refusal
 * tells whether HTTP authentication or a UsernameToken is wanted (ONVIF Core Specification, "Authentication"). Then the
 * password is used in that one way only. So a wrong password is tried once, not once each way, and no account gets locked
 * by us; and a token is never refused for its age, because the device's time is known before the first is made.
 */
final class SoapClient {

    private static final String TYPE = "application/soap+xml; charset=utf-8; action=\"";
    private static final Duration UNCERTAIN = Duration.ofSeconds(1);
    private static final int SNIFFED = 512;
    private static final Pattern BARE_AMPERSAND =
            Pattern.compile("&(?!(?:amp|lt|gt|quot|apos|#\\d{1,7}|#x[0-9a-fA-F]{1,6});)");

    /** How this device wants us to log in. */
    private enum Login {
        /** It has not asked yet. */
        UNKNOWN,
        HTTP,
        TOKEN
    }

    private final DeviceHttp http;
    private final Credential credential;
    private final Clock clock;
    private Duration skew = Duration.ZERO;
    private boolean skewKnown;
    private boolean timeNoted;
    private Login login = Login.UNKNOWN;
    private boolean accepted;
    private boolean refused;

    SoapClient(DeviceHttp http, Credential credential, Clock clock) {
        this.http = http;
        this.credential = credential;
        this.clock = clock;
    }

    /** How far the device's clock runs ahead of ours. */
    void deviceTime(Instant now) {
        skew = reckoned(now);
        skewKnown = true;
    }

    /** Devices tell whole seconds, so on average it is half a second later; what may be no more than that counts as none. */
    private Duration reckoned(Instant told) {
        Duration ahead = Duration.between(clock.instant(), told.plusMillis(500));
        return ahead.abs().compareTo(UNCERTAIN) < 0 ? Duration.ZERO : ahead;
    }

    /** Whether the device's clock is known, be it from the HTTP header alone. */
    boolean knowsTime() {
        return skewKnown || timeNoted;
    }

    Duration skew() {
        return skew;
    }

    /** True time. */
    Instant now() {
        return clock.instant();
    }

    /** Whether the device has asked for a login. */
    boolean loggedIn() {
        return login != Login.UNKNOWN;
    }

    /** Calls an operation without anything out of the usual. */
    Element call(URI service, String namespace, String name, String arguments) throws InterruptedException {
        return call(Operation.of(service, namespace, name, arguments));
    }

    /**
     * Calls an operation.
     *
     * @return the element in the answer's body
     * @throws VmsException with what is wrong
     */
    Element call(Operation operation) throws InterruptedException {
        if (login == Login.UNKNOWN) {
            Response response = http.send(request(operation, "").anonymous());
            if (!isRefused(response)) {
                return read(response);
            }
            noteTime(response);
            login = response.header("www-authenticate").isPresent() ? Login.HTTP : Login.TOKEN;
        }
        if (credential.isEmpty()) {
            throw new VmsException(ErrorCode.BAD_CREDENTIALS, "The device asks for a name and a password");
        }
        if (refused) {
            throw new VmsException(ErrorCode.BAD_CREDENTIALS, "The device has refused the name or the password");
        }
        try {
            Element answer = login == Login.HTTP ? read(http.send(request(operation, ""))) : callWithToken(operation);
            accepted = true;
            return answer;
        } catch (VmsException e) {
            // Once it was accepted, a refusal may mean one operation, and the session goes on.
            refused = !accepted && (e.code() == ErrorCode.BAD_CREDENTIALS || e.code() == ErrorCode.DEVICE_LOCKED);
            throw e;
        }
    }

    private Element callWithToken(Operation operation) throws InterruptedException {
        String token = UsernameToken.header(credential, clock.instant().plus(skew));
        return read(http.send(request(operation, token).anonymous()));
    }

    /** Calls an operation that needs no login on any proper device; a refusal is then no reason to send the password. */
    Element callOpen(URI service, String namespace, String name) throws InterruptedException {
        Response response = http.send(
                request(Operation.of(service, namespace, name, ""), "").anonymous());
        noteTime(response);
        return read(response);
    }

    private boolean isRefused(Response response) {
        if (response.status() == 401) {
            return true;
        }
        if (response.status() == 200 || !looksLikeSoap(response)) {
            return false;
        }
        try {
            read(response);
            return false;
        } catch (OnvifFault fault) {
            return fault.isRefusal();
        }
    }

    /** The device's time from the HTTP header, for devices that keep it to themselves otherwise. */
    private void noteTime(Response response) {
        if (!skewKnown) {
            response.header("date").flatMap(SoapClient::time).ifPresent(now -> {
                skew = Duration.between(clock.instant(), now);
                timeNoted = true;
            });
        }
    }

    private static Optional<Instant> time(String header) {
        try {
            return Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Request request(Operation operation, String security) {
        String action = operation.action().orElseGet(() -> operation.namespace() + "/" + operation.name());
        String envelope = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header>" + security
                + operation.headers() + "</s:Header><s:Body><" + operation.name() + " xmlns=\"" + operation.namespace()
                + "\">" + operation.arguments() + "</" + operation.name() + "></s:Body></s:Envelope>";
        return Request.post(operation.service(), TYPE + action + '"', envelope.getBytes(StandardCharsets.UTF_8))
                .within(operation.timeout());
    }

    private Element read(Response response) {
        if (!looksLikeSoap(response)) {
            throw notOnvif(response);
        }
        Element envelope = parse(response.body());
        Optional<Element> body = envelope != null && "Envelope".equals(envelope.getLocalName())
                ? Elements.find(envelope, "Body")
                : Optional.empty();
        Element content = body.map(SoapClient::firstElement)
                .orElseThrow(() -> new VmsException(
                        ErrorCode.DEVICE_PROTOCOL, "What answers there sends XML, but does not speak ONVIF"));
        if ("Fault".equals(content.getLocalName())) {
            throw OnvifFault.of(content);
        }
        return content;
    }

    /** Some devices leave ampersands in names and topics as they are; those are mended where nothing else is wrong. */
    private Element parse(byte[] xml) {
        try {
            return http.parseXml(xml).getDocumentElement();
        } catch (VmsException e) {
            String text = new String(xml, StandardCharsets.UTF_8);
            String mended = BARE_AMPERSAND.matcher(text).replaceAll("&amp;");
            if (mended.length() == text.length()) {
                throw e;
            }
            return http.parseXml(mended.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        }
    }

    private static Element firstElement(Element parent) {
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                return element;
            }
        }
        return null;
    }

    private static boolean looksLikeSoap(Response response) {
        String start = new String(response.body(), 0, Math.min(SNIFFED, response.body().length), StandardCharsets.UTF_8)
                .strip()
                .toLowerCase(Locale.ROOT);
        return (start.startsWith("<") || start.startsWith("\ufeff<")) && !start.contains("<html");
    }

    private static VmsException notOnvif(Response response) {
        if (response.status() == 401 || response.status() == 403) {
            return new VmsException(
                    ErrorCode.BAD_CREDENTIALS,
                    "The device refuses the name or the password, or the user may not use ONVIF");
        }
        if (response.status() >= 400) {
            return new VmsException(
                    ErrorCode.NOT_SUPPORTED,
                    "No ONVIF service is at that address (HTTP " + response.status()
                            + "); is ONVIF switched on in the device?");
        }
        return new VmsException(
                ErrorCode.DEVICE_PROTOCOL,
                "A web page answers where ONVIF should; is ONVIF switched on in the device, and is this its port?");
    }
}
