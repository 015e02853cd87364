package com.technosupport.vms.web.internal.socket;

import com.technosupport.vms.web.internal.http.HttpReady;
import com.technosupport.vms.web.internal.http.Identity;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSocket at {@code /ws/live/<session>}, which carries the video of one live session for Media Source Extensions: text
 * {@code format}, the initialisation segment, then fragments, and so again at each change; text {@code interrupted} with a
 * reason. Nothing is read from it. Who may open one is decided by the gate, and whose session it is by us.
 */
@Component(
        service = MediaSocketEndpoint.class,
        immediate = true,
        property = "org.ops4j.pax.web.http.whiteboard.websocket=true",
        reference = @Reference(name = "http", service = HttpReady.class))
@ServerEndpoint("/ws/live/{session}")
public final class MediaSocketEndpoint {

    private static final String SOCKET = MediaSocket.class.getName();
    private static final Logger LOG = LoggerFactory.getLogger(MediaSocketEndpoint.class);

    private final MediaSockets sockets;

    @Activate
    public MediaSocketEndpoint(@Reference MediaSockets sockets) {
        this.sockets = sockets;
    }

    @OnOpen
    public void open(Session session, @PathParam("session") String id) throws IOException {
        session.setMaxTextMessageBufferSize(1024);
        session.setMaxBinaryMessageBufferSize(1024);
        session.setMaxIdleTimeout(sockets.idleMillis());
        if (session.getUserPrincipal() instanceof Identity identity) {
            sockets.open(session, identity, id)
                    .ifPresent(socket -> session.getUserProperties().put(SOCKET, socket));
        } else {
            session.close(new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, "Log in first"));
        }
    }

    @OnClose
    public void close(Session session) {
        if (session.getUserProperties().get(SOCKET) instanceof MediaSocket socket) {
            sockets.closed(socket, "");
        }
    }

    /** A socket that breaks is nothing to act on: the browser comes back. */
    @OnError
    public void error(Session session, Throwable error) {
        LOG.debug("A socket of video broke", error);
    }
}
