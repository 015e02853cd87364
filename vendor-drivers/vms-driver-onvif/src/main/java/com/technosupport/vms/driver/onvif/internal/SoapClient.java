package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.Elements;
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
    private static final int SNIFFED = 512;

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
    private Login login = Login.UNKNOWN;

    SoapClient(DeviceHttp http, Credential credential, Clock clock) {
        this.http = http;
        this.credential = credential;
        this.clock = clock;
    }

    /** How far the device's clock runs ahead of ours. */
    void deviceTime(Instant now) {
        skew = Duration.between(clock.instant(), now);
        skewKnown = true;
    }

    /** Whether the device has asked for a login. */
    boolean loggedIn() {
        return login != Login.UNKNOWN;
    }

    /**
     * Calls an operation.
     *
     * @param operation its element, with its own namespace declared
     * @return the element in the answer's body
     * @throws VmsException with what is wrong
     */
    Element call(URI service, String namespace, String operation, String arguments) throws InterruptedException {
        String body = "<" + operation + " xmlns=\"" + namespace + "\">" + arguments + "</" + operation + ">";
        String action = namespace + "/" + operation;
        if (login == Login.UNKNOWN) {
            Response response =
                    http.send(request(service, action, envelope("", body)).anonymous());
            if (!isRefused(response)) {
                return read(response);
            }
            noteTime(response);
            login = response.header("www-authenticate").isPresent() ? Login.HTTP : Login.TOKEN;
        }
        if (credential.isEmpty()) {
            throw new VmsException(ErrorCode.BAD_CREDENTIALS, "The device asks for a name and a password");
        }
        if (login == Login.HTTP) {
            return read(http.send(request(service, action, envelope("", body))));
        }
        String token = UsernameToken.header(credential, clock.instant().plus(skew));
        return read(http.send(request(service, action, envelope(token, body)).anonymous()));
    }

    /** Calls an operation that needs no login on any proper device; a refusal is then no reason to send the password. */
    Element callOpen(URI service, String namespace, String operation) throws InterruptedException {
        String body = "<" + operation + " xmlns=\"" + namespace + "\"/>";
        Response response = http.send(request(service, namespace + "/" + operation, envelope("", body))
                .anonymous());
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
            response.header("date")
                    .flatMap(SoapClient::time)
                    .ifPresent(now -> skew = Duration.between(clock.instant(), now));
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

    private Request request(URI service, String action, String envelope) {
        return Request.post(service, TYPE + action + '"', envelope.getBytes(StandardCharsets.UTF_8));
    }

    private static String envelope(String header, String body) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Header>" + header
                + "</s:Header><s:Body>" + body + "</s:Body></s:Envelope>";
    }

    private Element read(Response response) {
        if (!looksLikeSoap(response)) {
            throw notOnvif(response);
        }
        Element envelope = http.parseXml(response.body()).getDocumentElement();
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
