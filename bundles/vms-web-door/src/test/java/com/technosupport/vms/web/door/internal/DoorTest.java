package com.technosupport.vms.web.door.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DoorTest {

    private final AtomicBoolean open = new AtomicBoolean();
    private final AtomicInteger inside = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private Server server;
    private URI address;

    @BeforeEach
    void start() throws Exception {
        server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        Door door = new Door(open::get);
        door.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                inside.incrementAndGet();
                response.setStatus(200);
                callback.succeeded();
                return true;
            }
        });
        server.setHandler(door);
        server.start();
        address = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void nobodyComesInWhileItIsClosed() throws IOException, InterruptedException {
        HttpResponse<String> answer = send(
                HttpRequest.newBuilder(address.resolve("/api/login")).POST(BodyPublishers.ofString("x".repeat(9000))));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.body())
                .contains("\"status\":503", "\"code\":\"BUSY\"")
                .startsWith("{")
                .endsWith("}");
        assertThat(inside).hasValue(0);
    }

    @Test
    void aBrowserGetsAPageThatComesBack() throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(address).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(answer.body()).contains("http-equiv=\"refresh\"");
    }

    @Test
    void itOpensAndCloses() throws IOException, InterruptedException {
        open.set(true);
        assertThat(send(HttpRequest.newBuilder(address)).statusCode()).isEqualTo(200);
        open.set(false);
        assertThat(send(HttpRequest.newBuilder(address)).statusCode()).isEqualTo(503);
        assertThat(inside).hasValue(1);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
