package com.technosupport.vms.tck;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** A device that tells its serial to whoever has the password. */
final class SmallDevice implements TestDevice {

    static final String ANSWER = "serial=small-1";

    private static final Credential CREDENTIAL = new Credential("admin", "planted-Small-3c81");

    private final AtomicInteger refused = new AtomicInteger();
    private final HttpServer server;

    SmallDevice() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 8);
        server.createContext("/", this::answer);
        server.start();
    }

    static String basic(Credential credential) {
        String text = credential.user() + ":" + credential.password();
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String said = exchange.getRequestHeaders().getFirst("Authorization");
            if (basic(CREDENTIAL).equals(said)) {
                byte[] body = ANSWER.getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                return;
            }
            if (said != null) {
                refused.incrementAndGet();
            }
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"small\"");
            exchange.sendResponseHeaders(401, -1);
        }
    }

    @Override
    public DeviceAddress address() {
        return DeviceAddress.of("127.0.0.1", server.getAddress().getPort());
    }

    @Override
    public Credential credential() {
        return CREDENTIAL;
    }

    @Override
    public OptionalInt refusedLogins() {
        return OptionalInt.of(refused.get());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
