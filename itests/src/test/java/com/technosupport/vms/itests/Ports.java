package com.technosupport.vms.itests;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that are started later: nobody is given the same one, and they lie below those that the system gives to
 * whoever asks for any, so that no client takes one meanwhile.
 */
final class Ports {

    private static final int LOWEST = 12_000;
    private static final int MANY = 20_000;

    /** Runs of other processes begin elsewhere. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % MANY));

    private Ports() {}

    /** One that nobody listens on, by TCP and by UDP. */
    static int free() {
        for (int i = 0; i < MANY; i++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), MANY);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free");
    }

    private static boolean isFree(int port) {
        InetSocketAddress everywhere = new InetSocketAddress(port);
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(null)) {
            tcp.bind(everywhere, 1);
            udp.bind(everywhere);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
