package com.technosupport.vms.web.internal.http;

import jakarta.servlet.ServletContext;
import org.eclipse.jetty.websocket.core.WebSocketComponents;

/**
 * Compression of WebSockets (RFC 7692), which browsers ask for and the container gives. Video does not get smaller by it, but a
 * viewer would cost ten times as much; and the jakarta interface has no say in it.
 */
final class SocketCompression {

    private static final String EXTENSION = "permessage-deflate";

    private SocketCompression() {}

    /** Takes it out of what the container offers; nothing where that was done, or the container is another. */
    static void turnOff(ServletContext container) {
        if (container.getAttribute(WebSocketComponents.class.getName()) instanceof WebSocketComponents components
                && components.getExtensionRegistry().isAvailable(EXTENSION)) {
            components.getExtensionRegistry().unregister(EXTENSION);
        }
    }
}
