package com.technosupport.vms.web.door.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

    private final AtomicReference<Object> sign = new AtomicReference<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private Runnable meanwhile = () -> {};
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
        Door door = new Door(sign::get);
        door.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                inside.incrementAndGet();
                meanwhile.run();
                if (status.get() == 200) {
                    callback.succeeded();
                } else {
                    Response.writeError(request, response, callback, status.get());
                }
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
        sign.set("open");
        assertThat(send(HttpRequest.newBuilder(address)).statusCode()).isEqualTo(200);
        sign.set(null);
        assertThat(send(HttpRequest.newBuilder(address)).statusCode()).isEqualTo(503);
        assertThat(inside).hasValue(1);
    }

    @Test
    void whoIsInsideWhenTheWebGoesIsToldToComeAgain() throws IOException, InterruptedException {
        sign.set("open");
        status.set(404);
        assertThat(send(HttpRequest.newBuilder(address)).statusCode()).isEqualTo(404);

        meanwhile = () -> sign.set(null);
        HttpResponse<String> answer = send(HttpRequest.newBuilder(address));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body()).contains("\"code\":\"BUSY\"").endsWith("}");

        status.set(500);
        sign.set("open");
        meanwhile = () -> sign.set("open again");
        assertThat(send(HttpRequest.newBuilder(address).method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(503);
        assertThat(send(HttpRequest.newBuilder(address)).statusCode())
                .as("no sign has changed since")
                .isEqualTo(500);

        sign.set("open");
        status.set(403);
        assertThat(send(HttpRequest.newBuilder(address)).statusCode())
                .as("what was answered in time stands")
                .isEqualTo(403);
        assertThat(inside).hasValue(5);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
