package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.Multipart;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.w3c.dom.Document;

/** The HTTP lent to a driver, with a record of what is said, redacted and of a bounded size. Safe for use by several threads. */
final class DeviceTrace implements DeviceHttp {

    private static final int MOST_CHARACTERS = 1_000_000;
    private static final int LONGEST_BODY = 65_536;
    private static final int MOST_PARTS = 50;
    private static final Set<String> HIDDEN = Set.of(
            "authorization",
            "proxy-authorization",
            "www-authenticate",
            "proxy-authenticate",
            "authentication-info",
            "cookie",
            "set-cookie",
            "date");

    private final DeviceHttp http;
    private final Redaction redaction;
    private final StringBuilder text = new StringBuilder();
    private boolean cut;

    DeviceTrace(DeviceHttp http, Redaction redaction) {
        this.http = http;
        this.redaction = redaction;
    }

    /** What was said up to now. */
    synchronized String text() {
        return redaction.apply(text.toString()) + (cut ? "\n… the rest was left out\n" : "");
    }

    @Override
    public Response send(Request request) throws InterruptedException {
        try {
            Response response = http.send(request);
            write(head(request) + answer(response));
            return response;
        } catch (VmsException e) {
            write(head(request) + "< " + e.code() + " " + e.getMessage() + "\n\n");
            throw e;
        }
    }

    @Override
    public Response stream(Request request, Duration silence, PartReader reader) throws InterruptedException {
        write(head(request) + "< parts:\n");
        AtomicInteger parts = new AtomicInteger();
        try {
            Response response = http.stream(request, silence, part -> {
                if (parts.getAndIncrement() < MOST_PARTS) {
                    write(part(part));
                }
                return reader.part(part);
            });
            write(answer(response));
            return response;
        } catch (VmsException e) {
            write("< " + e.code() + " " + e.getMessage() + "\n\n");
            throw e;
        }
    }

    @Override
    public Document parseXml(byte[] xml) {
        return http.parseXml(xml);
    }

    @Override
    public Object parseJson(byte[] json) {
        return http.parseJson(json);
    }

    private static String head(Request request) {
        URI uri = request.uri();
        String path = (uri.getRawPath() == null ? "" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        StringBuilder head = new StringBuilder("> " + request.method() + " " + path + "\n");
        new TreeMap<>(request.headers()).forEach((name, value) -> header(head, "> ", name, List.of(value)));
        request.body().ifPresent(body -> head.append('\n').append(body(body)).append('\n'));
        return head.append('\n').toString();
    }

    private static String answer(Response response) {
        StringBuilder answer = new StringBuilder("< " + response.status() + "\n");
        new TreeMap<>(response.headers()).forEach((name, values) -> header(answer, "< ", name, values));
        return answer.append('\n').append(body(response.body())).append("\n\n").toString();
    }

    private static String part(Multipart part) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(part.headers()).forEach((name, value) -> header(text, "< ", name, List.of(value)));
        return text.append('\n').append(body(part.body())).append("\n\n").toString();
    }

    private static void header(StringBuilder to, String mark, String name, List<String> values) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!HIDDEN.contains(lower) && !lower.contains("token") && !lower.contains("session")) {
            values.forEach(value ->
                    to.append(mark).append(name).append(": ").append(value).append('\n'));
        }
    }

    private static String body(byte[] body) {
        if (body.length == 0) {
            return "";
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(body))
                    .toString();
            // A body cut in two could lose the end of an element, and with it its redaction.
            return text.length() > LONGEST_BODY || text.indexOf('\0') >= 0 ? size(body) : text;
        } catch (CharacterCodingException e) {
            return size(body);
        }
    }

    private static String size(byte[] body) {
        return "[" + body.length + " bytes]";
    }

    private synchronized void write(String exchange) {
        if (text.length() + exchange.length() > MOST_CHARACTERS) {
            cut = true;
        } else {
            text.append(exchange);
        }
    }
}
