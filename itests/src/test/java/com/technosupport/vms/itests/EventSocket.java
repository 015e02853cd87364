package com.technosupport.vms.itests;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A WebSocket that has subscribed to events; one that is deaf never reads. */
public final class EventSocket implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Consumer<String> heard;
    private final boolean deaf;
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    private EventSocket(Consumer<String> heard, boolean deaf) {
        this.heard = heard;
        this.deaf = deaf;
    }

    public static EventSocket open(Server server, Api api, Consumer<String> heard) {
        return open(server, api, heard, false);
    }

    static EventSocket deaf(Server server, Api api) {
        return open(server, api, text -> {}, true);
    }

    private static EventSocket open(Server server, Api api, Consumer<String> heard, boolean deaf) {
        EventSocket events = new EventSocket(heard, deaf);
        events.socket = CLIENT.newWebSocketBuilder()
                .header("Authorization", "Bearer " + api.token())
                .buildAsync(URI.create(server.http().toString().replaceFirst("http", "ws") + "/ws"), events)
                .join();
        events.socket.sendText("{\"type\":\"events.subscribe\"}", true).join();
        return events;
    }

    /** Says something else, such as another subscription. */
    public void send(String message) {
        socket.sendText(message, true).join();
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (!deaf) {
            opened.request(1);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            heard.accept(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
