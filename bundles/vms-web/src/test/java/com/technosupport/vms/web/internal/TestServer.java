package com.technosupport.vms.web.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.http.WebParts;
import com.technosupport.vms.web.internal.live.LiveAccess;
import com.technosupport.vms.web.internal.live.LiveViews;
import com.technosupport.vms.web.internal.rest.ApiServlet;
import com.technosupport.vms.web.internal.socket.EventPushes;
import com.technosupport.vms.web.internal.socket.MediaSocketEndpoint;
import com.technosupport.vms.web.internal.socket.MediaSockets;
import com.technosupport.vms.web.internal.socket.Requests;
import com.technosupport.vms.web.internal.socket.SocketEndpoint;
import com.technosupport.vms.web.internal.socket.Sockets;
import com.technosupport.vms.web.internal.socket.SocketsAccess;
import jakarta.servlet.DispatcherType;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.FilterMapping;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee10.websocket.servlet.WebSocketUpgradeFilter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The whole web on a plain Jetty at a free loopback port, with fakes behind it. The gate stands before Jetty's own filter for
 * WebSockets, as the whiteboard puts a preprocessor.
 */
public final class TestServer implements AutoCloseable {

    public final FakeServices services = new FakeServices();
    public final FakeEventServices eventServices = new FakeEventServices();
    public final EventPushes eventPushes;
    public final FakeRuleServices ruleServices = new FakeRuleServices();
    public final FakeAccess access = new FakeAccess();
    public final FakeDevices devices = new FakeDevices();
    public final FakeStores stores = new FakeStores();
    public final FakeEgress egress = new FakeEgress();
    public final Camera first = devices.add(FakeDevices.camera("Alpha", Codec.H264, Codec.H264));
    public final Camera second = devices.add(FakeDevices.camera("Beta", Codec.H265, Codec.H264));
    public final String admin = access.account("admin", Role.ADMIN, false);
    public final String viewer = access.account("viewer", Role.VIEWER, false, first.id());
    public final String fresh = access.account("fresh", Role.ADMIN, true);
    public final Sockets sockets;
    public final MediaSockets mediaSockets;
    public final HttpClient client = HttpClient.newHttpClient();

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    public final LiveViews views;

    public TestServer() throws Exception {
        this(Map.of());
    }

    public TestServer(Map<String, Integer> limits) throws Exception {
        services.set(access);
        services.set(devices);
        services.set((com.technosupport.vms.api.security.UserAdministration) stores);
        services.set((com.technosupport.vms.api.security.GroupAdministration) stores);
        services.set((com.technosupport.vms.api.store.SiteStore) stores);
        services.set((com.technosupport.vms.api.device.Discovery) stores);
        services.set((com.technosupport.vms.api.store.AuditLog) stores);
        services.set(egress);
        WebSettings settings = new WebSettings(TestConfiguration.with(limits));
        views = new LiveViews(services, Clock.systemUTC(), Duration.ofSeconds(2));
        sockets = new Sockets(services, settings, views, Clock.systemUTC());
        eventPushes = new EventPushes(sockets, services);
        mediaSockets = new MediaSockets(services, settings, views);
        WebParts parts = new WebParts(services, settings);
        MediaSocketEndpoint mediaEndpoint = new MediaSocketEndpoint(mediaSockets);
        SocketEndpoint endpoint = new SocketEndpoint(sockets, new Requests(services, views, settings, eventPushes));

        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ServletHolder api = new ServletHolder(
                new ApiServlet(services, settings, parts.authenticator, views, sockets, ruleServices, eventServices));
        api.setAsyncSupported(true);
        context.addServlet(api, "/api/*");
        parts.servlets.forEach((pattern, servlet) -> context.addServlet(new ServletHolder(servlet), pattern));
        JakartaWebSocketServletContainerInitializer.configure(context, (servletContext, container) -> {
            container.addEndpoint(endpoint(SocketEndpoint.class, "/ws", endpoint));
            container.addEndpoint(endpoint(MediaSocketEndpoint.class, "/ws/live/{session}", mediaEndpoint));
            WebSocketUpgradeFilter.ensureFilter(servletContext);
            FilterHolder gate = new FilterHolder(parts.gate);
            gate.setAsyncSupported(true);
            FilterMapping mapping = new FilterMapping();
            mapping.setFilterName(gate.getName());
            mapping.setPathSpec("/*");
            mapping.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
            context.getServletHandler().prependFilter(gate);
            context.getServletHandler().prependFilterMapping(mapping);
        });
        server.setHandler(context);
        server.start();
    }

    private static ServerEndpointConfig endpoint(Class<?> type, String path, Object instance) {
        return ServerEndpointConfig.Builder.create(type, path)
                .configurator(new ServerEndpointConfig.Configurator() {
                    @Override
                    public <T> T getEndpointInstance(Class<T> wanted) {
                        return wanted.cast(instance);
                    }
                })
                .build();
    }

    public int port() {
        return connector.getLocalPort();
    }

    public String origin() {
        return "http://127.0.0.1:" + port();
    }

    public URI uri(String path) {
        return URI.create(origin() + path);
    }

    /** A request with a bearer token, or without any for null. */
    public HttpRequest.Builder request(String method, String path, String token, String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> call(String method, String path, String token, String json)
            throws IOException, InterruptedException {
        return send(request(method, path, token, json));
    }

    public HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return call("GET", path, token, null);
    }

    public static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.MAPPER.readTree(response.body());
    }

    @Override
    public void close() throws Exception {
        SocketsAccess.stop(sockets);
        SocketsAccess.stop(mediaSockets);
        SocketsAccess.stop(eventPushes);
        LiveAccess.stop(views);
        server.stop();
    }
}
