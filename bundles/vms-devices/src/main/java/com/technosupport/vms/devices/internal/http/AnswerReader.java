package com.technosupport.vms.devices.internal.http;

import com.technosupport.vms.api.driver.DeviceHttp.Response;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads one HTTP/1.1 answer (RFC 9112) with a limit on everything that a device could send without end. */
final class AnswerReader {

    /** A recorder of 64 channels tells of all of its profiles at once, at great length. */
    static final int MOST_BODY = 4 << 20;

    /** A picture of a large sensor is larger than any text a device has to say. */
    static final int MOST_PICTURE = 16 << 20;

    static final int MOST_HEADER_BYTES = 32 << 10;
    private static final int MOST_INTERIM_ANSWERS = 4;

    private final Socket socket;
    private final InputStream input;
    private final Deadline deadline;
    private final byte[] buffer = new byte[8192];
    private int position;
    private int limit;
    private int headerBytes;
    private int silenceMillis;
    private long chunkLeft;
    private boolean chunkBegun;
    private boolean chunksOver;

    AnswerReader(Socket socket, InputStream input, Deadline deadline) {
        this.socket = socket;
        this.input = input;
        this.deadline = deadline;
    }

    /** Not HTTP, or too much of it. The message is a sentence for the user. */
    static final class NotHttpException extends IOException {

        private static final long serialVersionUID = 1L;

        NotHttpException(String message) {
            super(message);
        }
    }

    /** An answer before its body. */
    record Head(int status, Map<String, List<String>> headers) {

        String first(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }

        private boolean chunked() {
            return first("transfer-encoding").toLowerCase(Locale.ROOT).endsWith("chunked");
        }
    }

    Response read(String method) throws IOException {
        Head head = head();
        return new Response(head.status(), head.headers(), body(method, head));
    }

    Head head() throws IOException {
        int status;
        Map<String, List<String>> headers;
        int interim = 0;
        do {
            if (interim++ > MOST_INTERIM_ANSWERS) {
                throw new NotHttpException("The device never comes to its answer");
            }
            status = status();
            headers = headers();
        } while (status >= 100 && status < 200);
        return new Head(status, headers);
    }

    /** Whether an answer begins within some time; it may still come later. */
    boolean begins(Duration within) throws IOException {
        if (position < limit) {
            return true;
        }
        socket.setSoTimeout((int) Math.max(1, Math.min(within.toMillis(), deadline.millisLeft())));
        position = 0;
        limit = 0;
        try {
            limit = input.read(buffer);
        } catch (SocketTimeoutException e) {
            return false;
        }
        if (limit < 0) {
            limit = 0;
            throw new EOFException("instead of an answer");
        }
        return true;
    }

    /** From now on each piece has this long to come, and all of them together for ever. */
    void allowSilence(Duration silence) {
        silenceMillis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, silence.toMillis()));
    }

    /**
     * Reads what there is of an endless body. A {@code Content-Length} is not believed: devices that push give any number.
     *
     * @return how many bytes; -1 at its end
     */
    int piece(Head head, byte[] into) throws IOException {
        if (head.chunked() && chunkLeft == 0 && !chunksOver) {
            headerBytes = 0;
            if (chunkBegun) {
                line();
            }
            chunkLeft = chunkSize();
            chunkBegun = true;
            chunksOver = chunkLeft == 0;
        }
        if (chunksOver) {
            return -1;
        }
        if (!fill()) {
            if (head.chunked()) {
                throw new EOFException("in the middle of the answer");
            }
            return -1;
        }
        int part = Math.min(into.length, limit - position);
        if (head.chunked()) {
            part = (int) Math.min(part, chunkLeft);
            chunkLeft -= part;
        }
        System.arraycopy(buffer, position, into, 0, part);
        position += part;
        return part;
    }

    /** Whether more of an endless body has come already. */
    boolean hasMore(Head head) throws IOException {
        int lineEnd = head.chunked() && chunkLeft == 0 ? 2 : 0;
        return limit - position + input.available() > lineEnd;
    }

    private int status() throws IOException {
        String line = line();
        if (!line.matches("HTTP/1\\.[01] +[1-5]\\d\\d( .*)?")) {
            throw new NotHttpException("What answers there does not speak HTTP");
        }
        return Integer.parseInt(line.substring(8).strip().substring(0, 3));
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            // Some cameras send lines that are no header at all; nobody needs them.
            if (colon > 0) {
                headers.computeIfAbsent(
                                line.substring(0, colon).strip().toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    byte[] body(String method, Head head) throws IOException {
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        int most = head.first("content-type").toLowerCase(Locale.ROOT).startsWith("image/") ? MOST_PICTURE : MOST_BODY;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (head.chunked()) {
            for (long size = chunkSize(); size > 0; size = chunkSize()) {
                copy(size, most, body);
                line();
            }
        } else if (head.headers().containsKey("content-length")) {
            copy(length(head.first("content-length")), most, body);
        } else {
            while (fill()) {
                copy(limit - position, most, body);
            }
        }
        return body.toByteArray();
    }

    private static long length(String text) throws NotHttpException {
        if (!text.matches("\\d{1,18}")) {
            throw new NotHttpException("The device gives its answer no proper length");
        }
        return Long.parseLong(text);
    }

    private long chunkSize() throws IOException {
        String size = line().split(";", 2)[0].strip();
        if (!size.matches("\\p{XDigit}{1,15}")) {
            throw new NotHttpException("The device's answer is cut into pieces that cannot be read");
        }
        return Long.parseLong(size, 16);
    }

    private void copy(long bytes, int most, ByteArrayOutputStream body) throws IOException {
        if (bytes > most - body.size()) {
            throw new NotHttpException("The device's answer is larger than allowed");
        }
        for (long left = bytes; left > 0; ) {
            if (!fill()) {
                throw new EOFException("in the middle of the answer");
            }
            int part = (int) Math.min(left, limit - position);
            body.write(buffer, position, part);
            position += part;
            left -= part;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        while (true) {
            if (!fill()) {
                throw new EOFException("in the middle of the answer");
            }
            byte next = buffer[position++];
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (++headerBytes > MOST_HEADER_BYTES) {
                throw new NotHttpException("The head of the device's answer is larger than allowed");
            }
            line.write(next);
        }
    }

    /** Whether there is something to read now. */
    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        socket.setSoTimeout(silenceMillis > 0 ? silenceMillis : deadline.millisLeft());
        position = 0;
        limit = Math.max(0, input.read(buffer));
        return limit > 0;
    }
}
