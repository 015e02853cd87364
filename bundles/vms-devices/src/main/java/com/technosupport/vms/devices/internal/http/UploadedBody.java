package com.technosupport.vms.devices.internal.http;

import com.technosupport.vms.api.driver.DeviceHttp.Body;
import com.technosupport.vms.api.driver.DeviceHttp.BodyWriter;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;

/**
 * Sends a body that is made while it is sent. Devices differ in when they answer: some once they have read the request's head, others
 * once all is over; so an answer is waited for a moment, and what comes then decides.
 *
 * <p>A write to a socket knows no limit of time: a thread of its own, which lives as long as the upload, closes the socket when one
 * takes too long.
 */
final class UploadedBody implements Body {

    /** Small, so that speech is not late when the device is slow. */
    static final int SEND_BUFFER = 4096;

    private static final Duration LET_IN = Duration.ofMillis(500);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int FAREWELL_MILLIS = 500;
    private static final long MOST_BYTES = 64L << 20;
    private static final long NEVER = Long.MAX_VALUE;

    private final Socket socket;
    private final OutputStream output;
    private final Thread watch = new Thread(this::watch, "vms-devices-upload-watch");
    private volatile long stuckAt = NEVER;
    private volatile boolean stuck;
    private volatile boolean over;
    private long sent;

    private UploadedBody(Socket socket) throws IOException {
        this.socket = socket;
        this.output = socket.getOutputStream();
        watch.setDaemon(true);
    }

    /** Returns the answer where the device did not let us in, and else a good one when all is sent. */
    static Response send(Socket socket, AnswerReader answer, String method, BodyWriter writer)
            throws IOException, InterruptedException {
        if (answer.begins(LET_IN)) {
            AnswerReader.Head head = answer.head();
            boolean letIn = head.status() >= 200 && head.status() < 300;
            boolean bounded = head.headers().containsKey("content-length");
            if (!letIn || bounded) {
                // Read, since what lies unread when a socket is closed takes what was sent last with it.
                byte[] body = answer.body(method, head);
                if (!letIn) {
                    return new Response(head.status(), head.headers(), body);
                }
            }
        }
        new UploadedBody(socket).run(writer);
        return new Response(200, Map.of(), new byte[0]);
    }

    private void run(BodyWriter writer) throws IOException, InterruptedException {
        watch.start();
        try {
            writer.write(this);
            output.flush();
            sayGoodbye();
        } catch (UncheckedIOException e) {
            if (stuck) {
                throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The device takes nothing any more", e);
            }
            throw e.getCause();
        } finally {
            over = true;
            LockSupport.unpark(watch);
            joinWatch();
        }
    }

    private void joinWatch() {
        boolean interrupted = Thread.interrupted();
        try {
            watch.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was sent last is to arrive: the device closes, or has had the time to read it. */
    private void sayGoodbye() throws IOException {
        if (socket instanceof SSLSocket) {
            return;
        }
        socket.shutdownOutput();
        socket.setSoTimeout(FAREWELL_MILLIS);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FAREWELL_MILLIS);
        byte[] ignored = new byte[1024];
        try {
            while (System.nanoTime() - end < 0 && socket.getInputStream().read(ignored) >= 0) {
                // Whatever it says now changes nothing.
            }
        } catch (SocketTimeoutException e) {
            // It leaves the closing to us.
        }
    }

    @Override
    public void write(byte[] bytes) throws InterruptedException {
        sent += bytes.length;
        if (sent > MOST_BYTES) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "More is sent to the device than allowed");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while speaking to a device");
        }
        stuckAt = System.nanoTime() + STUCK_NANOS;
        try {
            output.write(bytes);
            output.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            stuckAt = NEVER;
        }
    }

    private void watch() {
        while (!over) {
            LockSupport.parkNanos(STUCK_NANOS / 10);
            long limit = stuckAt;
            if (limit != NEVER && System.nanoTime() - limit > 0) {
                stuck = true;
                try {
                    socket.close();
                } catch (IOException e) {
                    // It is no use any more in any case.
                }
                return;
            }
        }
    }
}
