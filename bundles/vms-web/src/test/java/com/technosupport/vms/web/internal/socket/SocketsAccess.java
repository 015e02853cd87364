package com.technosupport.vms.web.internal.socket;

/** Stops the sockets as the component's end does. */
public final class SocketsAccess {

    private SocketsAccess() {}

    public static void stop(Sockets sockets) {
        sockets.stop();
    }

    public static void stop(EventPushes pushes) {
        pushes.stop();
    }

    public static void stop(MediaSockets sockets) {
        sockets.stop();
    }
}
