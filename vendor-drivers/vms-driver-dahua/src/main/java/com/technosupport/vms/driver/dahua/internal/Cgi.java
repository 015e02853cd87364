package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.DeviceHttp.PartReader;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Calls of one device's CGI. All are {@code GET}s of {@code /cgi-bin}, answered with lines, with {@code OK}, or with {@code Error}
 * and a status. A device locks an account after four or five refused passwords, so that a refusal ends whatever was being done.
 */
final class Cgi {

    private static final int LOCKED = 268_632_081;
    private static final long LONGEST_LOCK = Duration.ofDays(7).toSeconds();
    private static final int START = 256;

    private final DeviceHttp http;
    private final String root;
    private final Clock clock;

    Cgi(DeviceConnection connection, Clock clock) {
        this(connection.http(), connection.address().webRoot(), clock);
    }

    Cgi(DeviceHttp http, String root, Clock clock) {
        this.http = http;
        this.root = root;
        this.clock = clock;
    }

    private Request request(String call) {
        // A plus sign is a plus sign there, so spaces are escaped.
        return Request.get(URI.create(root + "/cgi-bin/" + call.replace(" ", "%20")));
    }

    /** Reads lines. @throws VmsException {@link ErrorCode#NOT_SUPPORTED} where the device has no such call, or refuses its arguments */
    Lines get(String call) throws InterruptedException {
        return get(call, Request.USUAL_TIMEOUT);
    }

    Lines get(String call, Duration limit) throws InterruptedException {
        return Lines.parse(text(fetch(call, limit)));
    }

    /** Reads lines that not every device has. */
    Optional<Lines> find(String call) throws InterruptedException {
        try {
            return Optional.of(get(call));
        } catch (VmsException e) {
            if (e.code() == ErrorCode.NOT_SUPPORTED || e.code() == ErrorCode.DEVICE_PROTOCOL) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A table of the device's settings. */
    Optional<Lines> config(String name) throws InterruptedException {
        return find("configManager.cgi?action=getConfig&name=" + name);
    }

    /** Makes the device do something. */
    void command(String call) throws InterruptedException {
        command(call, Request.USUAL_TIMEOUT);
    }

    void command(String call, Duration limit) throws InterruptedException {
        text(fetch(call, limit));
    }

    /** Makes the device do something, and returns whether it took the arguments. */
    boolean accepts(String call, Duration limit) throws InterruptedException {
        Response response = fetch(call, limit);
        if (response.status() == 400) {
            return false;
        }
        text(response);
        return true;
    }

    /** Any answer, whatever its status, but not that of a locked account. */
    Response fetch(String call, Duration limit) throws InterruptedException {
        Response response = http.send(request(call).within(limit));
        requireUnlocked(response);
        return response;
    }

    /** Reads the endless answer of a call. */
    void stream(String call, Duration silence, PartReader reader) throws InterruptedException {
        Response end = http.stream(request(call), silence, reader);
        requireUnlocked(end);
        if (end.status() != 200) {
            throw failure(end);
        }
    }

    Object parseJson(String json) {
        return http.parseJson(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Response response) {
        if (response.status() != 200) {
            throw failure(response);
        }
        String text = new String(response.body(), StandardCharsets.UTF_8);
        String start = text.substring(0, Math.min(START, text.length())).strip();
        if (start.startsWith("<") || start.startsWith("\ufeff<")) {
            throw new VmsException(
                    ErrorCode.DEVICE_PROTOCOL,
                    "What answers there does not speak Dahua's CGI; is it a Dahua device's port?");
        }
        if (isError(start)) {
            throw unsupported(response);
        }
        return text;
    }

    /** Some firmware says that it failed, and status 200. */
    private static boolean isError(String start) {
        return start.regionMatches(true, 0, "Error", 0, 5)
                && start.lines().findFirst().orElse("").indexOf('=') < 0;
    }

    private static VmsException failure(Response response) {
        int status = response.status();
        if (status == 401) {
            return new VmsException(ErrorCode.BAD_CREDENTIALS, "The device refuses the name or the password");
        }
        if (status == 403) {
            return new VmsException(ErrorCode.NOT_SUPPORTED, "The device's user may not do that");
        }
        if (status == 500 || status == 503) {
            return new VmsException(
                    ErrorCode.DEVICE_UNREACHABLE, "The device is busy or failing (HTTP " + status + ")");
        }
        return unsupported(response);
    }

    private static VmsException unsupported(Response response) {
        return new VmsException(
                ErrorCode.NOT_SUPPORTED,
                "The device has no such call, or not with these arguments (HTTP " + response.status() + ")");
    }

    /** A locked account is told as JSON: {@code {"ErrorCode":268632081,"RmLock":1800}}, the seconds that remain. */
    private void requireUnlocked(Response response) {
        String body = response.status() == 403 ? new String(response.body(), StandardCharsets.UTF_8).strip() : "";
        if (!body.startsWith("{")) {
            return;
        }
        Map<?, ?> said;
        try {
            said = parseJson(body) instanceof Map<?, ?> map ? map : Map.of();
        } catch (VmsException e) {
            return; // a refusal that can't be read is a refusal
        }
        Object seconds = said.get("RmLock");
        String sentence = "The device has locked the account after failed logins";
        if (seconds instanceof Number left && left.longValue() > 0) {
            throw new VmsException(
                    ErrorCode.DEVICE_LOCKED,
                    sentence,
                    clock.instant().plusSeconds(Math.min(left.longValue(), LONGEST_LOCK)));
        }
        if (seconds != null || (said.get("ErrorCode") instanceof Number code && code.longValue() == LOCKED)) {
            throw new VmsException(ErrorCode.DEVICE_LOCKED, sentence);
        }
    }
}
