package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.Multipart;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.tck.internal.Connection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Document;

/** Answers calls with what the test wrote down for them; all others as firmware that has no such call, 400. */
final class CannedDevice implements DeviceHttp {

    static final Instant NOW = Instant.parse("2026-03-10T15:20:00Z");

    /** Calls as they came, with spaces. */
    final List<String> calls = new ArrayList<>();

    private final Map<String, Object> answers = new LinkedHashMap<>();
    private final List<Multipart> parts = new ArrayList<>();
    private final Connection real;

    CannedDevice() {
        real = Connection.to(
                new DahuaDriver().descriptor(), DeviceAddress.of("127.0.0.1", 80), Credential.NONE, Map.of());
        answer("magicBox.cgi?action=getSystemInfo", "serialNumber=4B0");
    }

    Cgi cgi() {
        return new Cgi(this, "http://127.0.0.1", Clock.fixed(NOW, ZoneOffset.UTC));
    }

    DahuaSession session() throws InterruptedException {
        DeviceConnection connection = new Connection(real.address(), real.credential(), real.options(), this);
        return new DahuaSession(connection, cgi(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** @param call after {@code /cgi-bin/}; with a star at its end, whatever begins so */
    CannedDevice answer(String call, String... lines) {
        return answer(200, call, lines);
    }

    CannedDevice answer(int status, String call, String... lines) {
        answers.put(call, new Response(status, Map.of(), bytes(String.join("\r\n", lines) + "\r\n")));
        return this;
    }

    CannedDevice config(String name, String... lines) {
        return answer("configManager.cgi?action=getConfig&name=" + name, lines);
    }

    CannedDevice failure(String call, Exception failure) {
        answers.put(call, failure);
        return this;
    }

    CannedDevice part(String type, byte[] body) {
        parts.add(new Multipart(Map.of("content-type", type), body));
        return this;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    long count(String start) {
        return calls.stream().filter(call -> call.startsWith(start)).count();
    }

    @Override
    public Response send(Request request) throws InterruptedException {
        String call = request.uri().toString().replaceFirst("^.*/cgi-bin/", "").replace("%20", " ");
        calls.add(call);
        Optional<Object> answer = Optional.ofNullable(answers.get(call));
        if (answer.isEmpty()) {
            answer = answers.entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("*")
                            && call.startsWith(
                                    entry.getKey().substring(0, entry.getKey().length() - 1)))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
        Object found = answer.orElseGet(() -> new Response(400, Map.of(), bytes("Error\r\nBad Request!\r\n")));
        if (found instanceof InterruptedException interrupt) {
            throw interrupt;
        }
        if (found instanceof VmsException failure) {
            throw failure;
        }
        return (Response) found;
    }

    @Override
    public Response stream(Request request, Duration silence, PartReader reader) throws InterruptedException {
        for (Multipart part : parts) {
            reader.part(part);
        }
        return new Response(200, Map.of(), new byte[0]);
    }

    @Override
    public Document parseXml(byte[] xml) {
        return real.http().parseXml(xml);
    }

    @Override
    public Object parseJson(byte[] json) {
        return real.http().parseJson(json);
    }
}
