package ${package};

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.tck.TestDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** A device to try the driver on: change it until it answers as the real one does. */
final class Simulated${vendor} implements TestDevice {

    private static final String DEVICE =
            "{\"model\":\"One\",\"firmware\":\"1.0\",\"serial\":\"A-0001\",\"name\":\"Gate\",\"rtspPort\":554,\"path\":\"/live\"}";
    private static final byte[] PICTURE = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9};

    private final HttpServer server;
    private final AtomicInteger refused = new AtomicInteger();

    Simulated${vendor}() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/device.json", exchange -> answer(exchange, DEVICE.getBytes(StandardCharsets.UTF_8)));
        server.createContext("/still.jpg", exchange -> answer(exchange, PICTURE));
        server.start();
    }

    private void answer(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            String right = "Basic "
                    + Base64.getEncoder()
                            .encodeToString((credential().user() + ":" + credential().password())
                                    .getBytes(StandardCharsets.UTF_8));
            if (!right.equals(given)) {
                if (given != null) {
                    refused.incrementAndGet();
                }
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"${vendor}\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public DeviceAddress address() {
        return DeviceAddress.of("127.0.0.1", server.getAddress().getPort());
    }

    @Override
    public Credential credential() {
        return new Credential("admin", "secret");
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
