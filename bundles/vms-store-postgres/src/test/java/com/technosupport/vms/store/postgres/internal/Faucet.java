package com.technosupport.vms.store.postgres.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stretch of network between a client and a server that can go silent, as when a cable is cut. */
final class Faucet implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final Object valve = new Object();
    private boolean open = true;

    Faucet(int target) throws IOException {
        this.target = target;
        spawn("faucet-accept", this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Nothing passes; connections stay. What was sent meanwhile arrives when it opens again. */
    void shut() {
        synchronized (valve) {
            open = false;
        }
    }

    void open() {
        synchronized (valve) {
            open = true;
            valve.notifyAll();
        }
    }

    private void spawn(String name, Runnable run) {
        Thread thread = new Thread(run, name);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(client, server));
                spawn("faucet-up", () -> pump(client, server));
                spawn("faucet-down", () -> pump(server, client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                synchronized (valve) {
                    while (!open) {
                        valve.wait();
                    }
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException | InterruptedException e) {
            // Either side went away, or the test is over.
        }
    }

    @Override
    public void close() throws Exception {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }
}
