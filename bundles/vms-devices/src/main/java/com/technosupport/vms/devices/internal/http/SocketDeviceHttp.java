package com.technosupport.vms.devices.internal.http;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.w3c.dom.Document;

/**
 * {@link DeviceHttp} over plain sockets: a connection for each request, on the caller's thread, with no thread, pool or cache
 * to own. The JDK's client limits neither the head of an answer nor, in one figure, the time of a whole exchange, and cannot
 * be closed; a device needs few requests, so a connection each costs little.
 *
 * <p>The password is answered to a challenge once a request, and once more only if the device says that its nonce was stale
 * (RFC 7616, section 3.3). A session whose very first login is refused does not try again at all.
 */
public final class SocketDeviceHttp implements DeviceHttp {

    private static final int MOST_REDIRECTS = 3;

    /** How devices say in a refusal that they have locked the account. */
    private static final Pattern LOCKED = Pattern.compile("(?i)\\blocked\\b|lockStatus>\\s*lock\\b|\\bRmLock\\b");

    /** The same, and nothing else, where the answer is no 401. */
    private static final Pattern SURELY_LOCKED = Pattern.compile("(?i)lockStatus>\\s*lock\\b|\\bRmLock\\b");

    /** Seconds until the account is open again. */
    private static final Pattern LOCKED_FOR =
            Pattern.compile("(?i)(?:unlockTime>|\\bRmLock\"?)\\s*[:=]?\\s*(\\d{1,6})\\b");

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final String host;
    private final Credential credential;
    private final CertificatePin pin;
    private final Traffic.Gate gate;
    private volatile boolean accepted;
    private volatile boolean refused;

    /**
     * @param host the only one that is spoken to
     * @param fingerprint of its certificate, if one was met before
     */
    public SocketDeviceHttp(String host, Credential credential, Optional<String> fingerprint) {
        this(host, credential, fingerprint, new Traffic());
    }

    /** @param traffic shared by all that speak to devices of one driver */
    public SocketDeviceHttp(String host, Credential credential, Optional<String> fingerprint, Traffic traffic) {
        this.host = bare(host);
        this.credential = credential;
        this.pin = new CertificatePin(fingerprint);
        this.gate = traffic.gate(this.host);
    }

    /** SHA-256 of the certificate that the device showed; empty if it was not spoken to by https. */
    public Optional<String> fingerprint() {
        return pin.fingerprint();
    }

    @Override
    public Response send(Request request) throws InterruptedException {
        return follow(request, Traffic.Kind.CALL, (socket, answer, method) -> answer.read(method));
    }

    @Override
    public Response stream(Request request, Duration silence, PartReader reader) throws InterruptedException {
        return follow(
                request,
                Traffic.Kind.STREAM,
                (socket, answer, method) -> StreamedAnswer.read(answer, method, silence, reader));
    }

    @Override
    public void upload(Request request, BodyWriter writer) throws InterruptedException {
        requireOwnHost(request.uri());
        Response response = authenticated(new Exchange(
                request.method(),
                request.uri(),
                request,
                Optional.empty(),
                Traffic.Kind.UPLOAD,
                (socket, answer, method) -> UploadedBody.send(socket, answer, method, writer),
                Deadline.in(request.timeout())));
        if (response.status() == 401) {
            throw new VmsException(ErrorCode.BAD_CREDENTIALS, "The device asks for a name and a password");
        }
        if (response.status() < 200 || response.status() > 299) {
            throw new VmsException(
                    ErrorCode.DEVICE_PROTOCOL,
                    "The device does not take what is sent to it (" + response.status() + ")");
        }
    }

    /** How an answer is read. */
    private interface Reception {

        Response receive(Socket socket, AnswerReader answer, String method) throws IOException, InterruptedException;
    }

    private Response follow(Request request, Traffic.Kind kind, Reception reception) throws InterruptedException {
        Deadline deadline = Deadline.in(request.timeout());
        URI uri = request.uri();
        String method = request.method();
        Optional<byte[]> body = request.body();
        for (int redirects = 0; ; redirects++) {
            requireOwnHost(uri);
            Response response = authenticated(new Exchange(method, uri, request, body, kind, reception, deadline));
            Optional<String> location = response.header("location");
            if (response.status() < 301 || response.status() > 308 || location.isEmpty()) {
                return response;
            }
            if (redirects == MOST_REDIRECTS) {
                throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device sends us round in circles");
            }
            uri = redirected(uri, location.get());
            if (response.status() == 303) {
                method = "GET";
                body = Optional.empty();
            }
        }
    }

    /** One of the exchanges that a request may take. */
    private record Exchange(
            String method,
            URI uri,
            Request request,
            Optional<byte[]> body,
            Traffic.Kind kind,
            Reception reception,
            Deadline deadline) {}

    @Override
    public Document parseXml(byte[] xml) {
        return HardenedXml.parse(xml);
    }

    @Override
    public Object parseJson(byte[] json) {
        return HardenedJson.parse(json);
    }

    private Response authenticated(Exchange wanted) throws InterruptedException {
        Response response = exchange(wanted, Optional.empty());
        requireUnlocked(response);
        if (response.status() != 401 || wanted.request().authentication() == Authentication.NONE) {
            return response;
        }
        if (refused) {
            throw refusal(response);
        }
        if (credential.isEmpty()) {
            throw new VmsException(ErrorCode.BAD_CREDENTIALS, "The device asks for a name and a password");
        }
        for (int attempt = 0; ; attempt++) {
            List<Challenge> challenges = challenges(response);
            String answer = Authorization.answer(
                            challenges,
                            credential,
                            wanted.method(),
                            target(wanted.uri()),
                            wanted.body().orElse(new byte[0]))
                    .orElseThrow(() -> new VmsException(
                            ErrorCode.DEVICE_PROTOCOL, "The device asks for a password in a way that is not known"));
            response = exchange(wanted, Optional.of(answer));
            requireUnlocked(response);
            if (response.status() != 401) {
                accepted = true;
                return response;
            }
            boolean stale = challenges(response).stream()
                    .anyMatch(challenge -> challenge.parameter("stale").equalsIgnoreCase("true"));
            if (!stale || attempt > 0) {
                // Once it was accepted, a 401 may mean one forbidden resource, and the session goes on.
                refused = !accepted;
                throw refusal(response);
            }
        }
    }

    private static List<Challenge> challenges(Response response) {
        return Challenge.parse(response.headers().getOrDefault("www-authenticate", List.of()));
    }

    private static VmsException refusal(Response response) {
        String text = beginning(response);
        return LOCKED.matcher(text).find()
                ? locked(text)
                : new VmsException(ErrorCode.BAD_CREDENTIALS, "The device refuses the name or the password");
    }

    /** Some devices say that they have locked the account in a 403, whatever the password. */
    private static void requireUnlocked(Response response) {
        if (response.status() == 403) {
            String text = beginning(response);
            if (SURELY_LOCKED.matcher(text).find()) {
                throw locked(text);
            }
        }
    }

    private static VmsException locked(String text) {
        String sentence = "The device has locked the account after failed logins";
        Matcher time = LOCKED_FOR.matcher(text);
        if (!time.find() || Integer.parseInt(time.group(1)) == 0) {
            return new VmsException(ErrorCode.DEVICE_LOCKED, sentence + "; wait, then try again");
        }
        int seconds = Integer.parseInt(time.group(1));
        String wait = seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " minutes";
        return new VmsException(
                ErrorCode.DEVICE_LOCKED,
                sentence + "; it opens it again in " + wait,
                Clock.systemUTC().instant().plusSeconds(seconds));
    }

    private static String beginning(Response response) {
        return new String(response.body(), 0, Math.min(4096, response.body().length), StandardCharsets.UTF_8);
    }

    private Response exchange(Exchange wanted, Optional<String> authorization) throws InterruptedException {
        Deadline deadline = wanted.deadline();
        URI uri = wanted.uri();
        byte[] head = head(wanted.method(), uri, wanted.request().headers(), wanted.body(), authorization);
        try (Traffic.Passage passage = gate.enter(wanted.kind(), deadline);
                // A channel's socket, because only that ends a blocked call on interrupt.
                Socket plain = SocketChannel.open().socket()) {
            if (wanted.kind() == Traffic.Kind.UPLOAD) {
                plain.setSendBufferSize(UploadedBody.SEND_BUFFER);
            }
            plain.connect(address(uri), deadline.millisLeft());
            plain.setTcpNoDelay(true);
            if (!uri.getScheme().equalsIgnoreCase("https")) {
                return exchange(plain, wanted, head);
            }
            plain.setSoTimeout(deadline.millisLeft());
            try (SSLSocket secure =
                    (SSLSocket) pin.sockets().createSocket(plain, uri.getHost(), plain.getPort(), true)) {
                secure.startHandshake();
                pin.met(secure);
                return exchange(secure, wanted, head);
            }
        } catch (IOException | CertificateException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while speaking to a device");
            }
            gate.failed();
            throw failure(e);
        }
    }

    private static Response exchange(Socket socket, Exchange wanted, byte[] head)
            throws IOException, InterruptedException {
        OutputStream output = socket.getOutputStream();
        try {
            output.write(head);
            if (wanted.body().isPresent()) {
                output.write(wanted.body().get());
            }
            output.flush();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A device may answer and hang up before it has read everything; its answer says more than our error.
            if (!socket.isConnected() || socket.isClosed()) {
                throw e;
            }
        }
        AnswerReader answer = new AnswerReader(socket, socket.getInputStream(), wanted.deadline());
        return wanted.reception().receive(socket, answer, wanted.method());
    }

    private VmsException failure(Exception e) {
        if (isCausedBy(e, CertificatePin.ChangedCertificateException.class)) {
            return new VmsException(
                    ErrorCode.DEVICE_PROTOCOL,
                    "The device shows another certificate than before; if that is right, save its address again");
        }
        if (e instanceof AnswerReader.NotHttpException) {
            return new VmsException(ErrorCode.DEVICE_PROTOCOL, e.getMessage());
        }
        if (e instanceof SSLException || e instanceof CertificateException) {
            return new VmsException(
                    ErrorCode.DEVICE_PROTOCOL, "No secure connection could be agreed on with the device", e);
        }
        return new VmsException(ErrorCode.DEVICE_UNREACHABLE, sentence(e), e);
    }

    private String sentence(Exception e) {
        if (e instanceof UnknownHostException) {
            return "The name " + host + " leads to no address";
        }
        if (e instanceof SocketTimeoutException) {
            return "The device did not answer in time";
        }
        if (e instanceof ConnectException) {
            return "Nothing answers at that address and port";
        }
        if (e instanceof EOFException) {
            return "The device hung up in the middle of its answer";
        }
        return "The connection to the device failed";
    }

    private static boolean isCausedBy(Throwable thrown, Class<? extends Throwable> type) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private InetSocketAddress address(URI uri) throws UnknownHostException {
        boolean secure = uri.getScheme().equalsIgnoreCase("https");
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        return new InetSocketAddress(InetAddress.getByName(bare(uri.getHost())), port);
    }

    private static byte[] head(
            String method,
            URI uri,
            Map<String, String> headers,
            Optional<byte[]> body,
            Optional<String> authorization) {
        StringBuilder head = new StringBuilder(512)
                .append(token(method))
                .append(' ')
                .append(target(uri))
                .append(" HTTP/1.1\r\nHost: ")
                .append(uri.getHost());
        if (uri.getPort() > 0) {
            head.append(':').append(uri.getPort());
        }
        head.append("\r\nConnection: close\r\nAccept: */*\r\nUser-Agent: TechnoSupport-VMS\r\n");
        headers.forEach((name, value) -> {
            if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a header is one line");
            }
            head.append(token(name)).append(": ").append(value).append("\r\n");
        });
        body.ifPresent(
                bytes -> head.append("Content-Length: ").append(bytes.length).append("\r\n"));
        authorization.ifPresent(
                value -> head.append("Authorization: ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String token(String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw new IllegalArgumentException("not a method or a header's name");
        }
        return text;
    }

    private static String target(URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private void requireOwnHost(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device gives an address that is no http address");
        }
        if (!bare(uri.getHost()).equalsIgnoreCase(host)) {
            throw new VmsException(
                    ErrorCode.DEVICE_PROTOCOL, "The device sends us to another host; that is not followed");
        }
    }

    private static URI redirected(URI from, String location) {
        URI to;
        try {
            to = from.resolve(new URI(location));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new VmsException(
                    ErrorCode.DEVICE_PROTOCOL, "The device sends us to an address that cannot be read", e);
        }
        if (from.getScheme().equalsIgnoreCase("https") && !"https".equalsIgnoreCase(to.getScheme())) {
            throw new VmsException(
                    ErrorCode.DEVICE_PROTOCOL, "The device sends us from a secure address to an open one");
        }
        return to;
    }

    /** Without the brackets that an IPv6 address has in a URI. */
    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
