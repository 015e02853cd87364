package com.technosupport.vms.web.internal.socket;

import com.technosupport.vms.web.internal.http.HttpReady;
import com.technosupport.vms.web.internal.http.Identity;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSocket at {@code /ws}. One instance serves all sockets. Who may open one is decided by the gate before the
 * handshake; the principal it leaves is looked for again here.
 */
@Component(
        service = SocketEndpoint.class,
        immediate = true,
        property = "org.ops4j.pax.web.http.whiteboard.websocket=true",
        reference = @Reference(name = "http", service = HttpReady.class))
@ServerEndpoint("/ws")
public final class SocketEndpoint {

    static final int MAX_MESSAGE = 64 * 1024;

    private static final String CLIENT = SocketClient.class.getName();
    private static final Logger LOG = LoggerFactory.getLogger(SocketEndpoint.class);

    private final Sockets sockets;
    private final Requests requests;

    @Activate
    public SocketEndpoint(@Reference Sockets sockets, @Reference Requests requests) {
        this.sockets = sockets;
        this.requests = requests;
    }

    @OnOpen
    public void open(Session session) throws IOException {
        session.setMaxTextMessageBufferSize(MAX_MESSAGE);
        session.setMaxBinaryMessageBufferSize(1024);
        session.setMaxIdleTimeout(sockets.idleMillis());
        if (session.getUserPrincipal() instanceof Identity identity) {
            sockets.open(session, identity)
                    .ifPresent(client -> session.getUserProperties().put(CLIENT, client));
        } else {
            session.close(new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, "Log in first"));
        }
    }

    @OnMessage(maxMessageSize = MAX_MESSAGE)
    public void message(String text, Session session) {
        if (session.getUserProperties().get(CLIENT) instanceof SocketClient client) {
            if (client.rate().take()) {
                requests.handle(client, text);
            } else {
                sockets.close(client, CloseReason.CloseCodes.VIOLATED_POLICY, "Too many messages");
            }
        }
    }

    @OnClose
    public void close(Session session) {
        if (session.getUserProperties().get(CLIENT) instanceof SocketClient client) {
            sockets.closed(client);
        }
    }

    /** A socket that breaks is nothing to act on: the browser comes back. */
    @OnError
    public void error(Session session, Throwable error) {
        LOG.debug("A socket broke", error);
    }
}
