package com.technosupport.vms.postgres.embedded.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads a tar archive in its plain form (POSIX.1-1988 ustar and the old GNU one): files, directories and symbolic links with
 * names up to 255 characters. That is all the archive of the server's binaries has; anything else is an error, not skipped.
 */
final class TarReader {

    private static final int BLOCK = 512;

    /** What an entry is. */
    enum Kind {
        FILE,
        DIRECTORY,
        LINK
    }

    /**
     * One member of the archive.
     *
     * @param size bytes of content that follow
     * @param target what a link points to; empty for others
     */
    record Entry(String name, Kind kind, long size, boolean executable, String target) {}

    private final InputStream in;
    private long unread;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** The next member, after what is left of the one before; empty at the end. */
    Optional<Entry> next() throws IOException {
        in.skipNBytes(unread);
        byte[] header = in.readNBytes(BLOCK);
        if (header.length < BLOCK) {
            throw new EOFException("the archive ends in the middle");
        }
        if (header[0] == 0) {
            return Optional.empty();
        }
        long size = octal(header, 124, 12);
        unread = (size + BLOCK - 1) / BLOCK * BLOCK;
        String prefix = header[262] == 0 ? text(header, 345, 155) : "";
        String name = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
        boolean executable = (octal(header, 100, 8) & 0100) != 0;
        return Optional.of(
                switch (header[156]) {
                    case '0', 0 -> new Entry(name, Kind.FILE, size, executable, "");
                    case '5' -> new Entry(name, Kind.DIRECTORY, 0, true, "");
                    case '2' -> new Entry(name, Kind.LINK, 0, false, text(header, 157, 100));
                    default -> throw new IOException("an entry of an unknown kind in the archive: " + name);
                });
    }

    /** The content of the entry that {@link #next} gave, whole. */
    byte[] content(Entry entry) throws IOException {
        byte[] content = in.readNBytes(Math.toIntExact(entry.size()));
        if (content.length < entry.size()) {
            throw new EOFException("the archive ends in the middle");
        }
        unread -= content.length;
        return content;
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, US_ASCII);
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        try {
            return Long.parseLong(text(header, from, length).trim(), 8);
        } catch (NumberFormatException e) {
            throw new IOException("a number in the archive cannot be read", e);
        }
    }
}
