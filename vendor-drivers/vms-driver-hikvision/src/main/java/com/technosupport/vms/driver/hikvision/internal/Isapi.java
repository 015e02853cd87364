package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.DeviceHttp.BodyWriter;
import com.technosupport.vms.api.driver.DeviceHttp.PartReader;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/**
 * Calls of one device's ISAPI, logged in. Elements are found by their local names, since firmware differs in namespaces.
 *
 * <p>A device that challenges is logged in at by HTTP, which core does; one that does not, by a session of its own web
 * interface. Which of the two is found out without the password, so that it is tried once.
 */
final class Isapi implements AutoCloseable {

    static final String XML = "application/xml; charset=\"UTF-8\"";

    private static final Pattern BUSY = Pattern.compile("(?i)deviceBusy|statusCode>\\s*2\\s*<|\\bbusy\\b|upperLimit");

    private final DeviceHttp http;
    private final String root;
    private final Optional<WebSession> session;

    private Isapi(DeviceHttp http, String root, Optional<WebSession> session) {
        this.http = http;
        this.root = root;
        this.session = session;
    }

    /** @throws VmsException as {@link com.technosupport.vms.api.driver.VendorDriver#connect} */
    static Isapi logIn(DeviceConnection connection, Clock clock) throws InterruptedException {
        String root = connection.address().webRoot();
        DeviceHttp http = connection.http();
        Response open = http.send(
                Request.get(URI.create(root + "/ISAPI/System/deviceInfo")).anonymous());
        if (open.status() == 401 && open.header("www-authenticate").isEmpty()) {
            return new Isapi(http, root, Optional.of(WebSession.open(http, root, connection.credential(), clock)));
        }
        Isapi isapi = new Isapi(http, root, Optional.empty());
        if (open.status() == 401) {
            // Unlike other calls, this one tells of a locked account, and for how long.
            http.send(Request.get(isapi.uri("Security/userCheck")));
        } else if (open.status() != 200) {
            throw unsupported(open);
        }
        return isapi;
    }

    private URI uri(String path) {
        return URI.create(root + "/ISAPI/" + path);
    }

    /**
     * Reads a document.
     *
     * @throws VmsException {@link ErrorCode#NOT_SUPPORTED} where the device has no such call
     */
    Element get(String path) throws InterruptedException {
        return document(send(Request.get(uri(path))));
    }

    /** Reads a document that not every device has. */
    Optional<Element> find(String path) throws InterruptedException {
        try {
            return Optional.of(get(path));
        } catch (VmsException e) {
            if (e.code() == ErrorCode.NOT_SUPPORTED || e.code() == ErrorCode.DEVICE_PROTOCOL) {
                return Optional.empty();
            }
            throw e;
        }
    }

    Element post(String path, String xml) throws InterruptedException {
        return document(send(Request.post(uri(path), XML, xml.getBytes(StandardCharsets.UTF_8))
                .within(Duration.ofSeconds(15))));
    }

    /** Sends what changes something; an answer that is no success is thrown. */
    void put(String path, String xml) throws InterruptedException {
        Response response = send(new Request(
                "PUT",
                uri(path),
                Map.of("Content-Type", XML),
                Optional.of(xml.getBytes(StandardCharsets.UTF_8)),
                DeviceHttp.Authentication.ON_DEMAND,
                Request.USUAL_TIMEOUT));
        if (response.status() < 200 || response.status() > 299) {
            throw failure(response);
        }
    }

    /**
     * Lets the device begin something that it does for one at a time.
     *
     * @return what it tells of it, if that is a document
     * @throws VmsException {@link ErrorCode#BUSY} while it does it for another
     */
    Optional<Element> order(String method, String path) throws InterruptedException {
        Response response = send(new Request(
                method,
                uri(path),
                Map.of("Content-Type", XML),
                Optional.of(new byte[0]),
                DeviceHttp.Authentication.ON_DEMAND,
                Request.USUAL_TIMEOUT));
        String body = new String(response.body(), StandardCharsets.UTF_8);
        if (response.status() != 200 && BUSY.matcher(body).find()) {
            throw new VmsException(ErrorCode.BUSY, "Somebody else speaks by the device at the moment");
        }
        if (response.status() < 200 || response.status() > 299) {
            throw failure(response);
        }
        return body.strip().startsWith("<") ? Optional.ofNullable(parse(response.body())) : Optional.empty();
    }

    /** Sends what is made meanwhile, without a length, as the device wants it. */
    void upload(String path, BodyWriter writer) throws InterruptedException {
        http.upload(
                authorised(new Request(
                        "PUT",
                        uri(path),
                        Map.of("Content-Type", "application/octet-stream", "Content-Length", "0"),
                        Optional.empty(),
                        DeviceHttp.Authentication.ON_DEMAND,
                        Request.USUAL_TIMEOUT)),
                writer);
    }

    /** Any answer, whatever its status. */
    Response fetch(String path, Duration limit) throws InterruptedException {
        return send(Request.get(uri(path)).within(limit));
    }

    /** Reads the endless answer of a call. */
    void stream(String path, Duration silence, PartReader reader) throws InterruptedException {
        Response end = http.stream(authorised(Request.get(uri(path))), silence, reader);
        if (end.status() != 200) {
            throw failure(end);
        }
    }

    Element parse(byte[] xml) {
        return http.parseXml(xml).getDocumentElement();
    }

    Object parseJson(byte[] json) {
        return http.parseJson(json);
    }

    private Response send(Request request) throws InterruptedException {
        if (session.isPresent()) {
            session.get().keepAlive();
        }
        Response response = http.send(authorised(request));
        if (response.status() == 401) {
            throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The device has ended the session");
        }
        return response;
    }

    private Request authorised(Request request) {
        if (session.isEmpty()) {
            return request;
        }
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.put("Cookie", session.get().cookie());
        return new Request(
                request.method(),
                request.uri(),
                headers,
                request.body(),
                DeviceHttp.Authentication.NONE,
                request.timeout());
    }

    private Element document(Response response) {
        if (response.status() != 200) {
            throw failure(response);
        }
        String start =
                new String(response.body(), 0, Math.min(256, response.body().length), StandardCharsets.UTF_8).strip();
        boolean xml = start.startsWith("<") || start.startsWith("\ufeff<");
        if (!xml || start.toLowerCase(Locale.ROOT).contains("<html")) {
            throw new VmsException(
                    ErrorCode.DEVICE_PROTOCOL,
                    "What answers there does not speak ISAPI; is it a Hikvision device's port?");
        }
        Element root = parse(response.body());
        if (root == null) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device answers with nothing");
        }
        return root;
    }

    /** What a failed call means (ResponseStatus of ISAPI's general error answers). */
    private VmsException failure(Response response) {
        if (response.status() == 401 || (response.status() == 403 && denies(response))) {
            return new VmsException(ErrorCode.BAD_CREDENTIALS, "The device's user may not do that");
        }
        if (response.status() == 503 || response.status() == 500) {
            return new VmsException(
                    ErrorCode.DEVICE_UNREACHABLE, "The device is busy or failing (HTTP " + response.status() + ")");
        }
        return unsupported(response);
    }

    private boolean denies(Response response) {
        String body = new String(response.body(), StandardCharsets.UTF_8);
        return body.contains("lowPrivilege") || body.contains("noPermission");
    }

    private static VmsException unsupported(Response response) {
        return new VmsException(
                ErrorCode.NOT_SUPPORTED, "The device has no such ISAPI call (HTTP " + response.status() + ")");
    }

    /** Text of an element as it may be shown. */
    static String shown(Element parent, String... path) {
        return Elements.shown(Elements.text(parent, path), 128);
    }

    @Override
    public void close() {
        session.ifPresent(WebSession::close);
    }
}
