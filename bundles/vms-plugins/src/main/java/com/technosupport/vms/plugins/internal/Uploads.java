package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Jars that are sent to the server, until they are taken into {@code deploy/}: beside the store, on the same disk as that, and
 * gone with the call that brought them or else with the next start. Safe for use by several threads.
 */
final class Uploads {

    private static final String PREFIX = "upload-";
    private static final int MOST_AT_ONCE = 2;

    /** Who sends more slowly holds a thread of the web for nothing. */
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(15);

    private final Path directory;
    private final long maxBytes;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    Uploads(Path directory, long maxBytes) throws IOException {
        this.directory = directory;
        this.maxBytes = maxBytes;
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    /** A jar that has come whole. */
    record Upload(Path file, String sha256) {}

    /** What is done with a jar while it is there. */
    interface Use<R> {

        R with(Upload upload) throws IOException, InterruptedException;
    }

    <R> R receive(InputStream in, Use<R> use) throws IOException, InterruptedException {
        if (!places.tryAcquire()) {
            throw new VmsException(ErrorCode.BUSY, "Other plug-ins are being sent at the moment");
        }
        Path file = directory.resolve(PREFIX + UUID.randomUUID() + ".jar");
        try {
            return use.with(new Upload(file, copy(in, file)));
        } finally {
            places.release();
            Files.deleteIfExists(file);
        }
    }

    private String copy(InputStream in, Path file) throws IOException {
        MessageDigest digest = JarStore.sha256();
        byte[] buffer = new byte[1 << 16];
        long left = maxBytes;
        long began = System.nanoTime();
        try (FileChannel out = PrivateFiles.create(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                left -= read;
                if (left < 0) {
                    throw new VmsException(
                            ErrorCode.INVALID_REQUEST,
                            "The jar is larger than " + (maxBytes >> 20) + " MB (maxMegabytes)");
                }
                if (System.nanoTime() - began > MOST_NANOS) {
                    throw new VmsException(ErrorCode.INVALID_REQUEST, "The jar comes too slowly");
                }
                digest.update(buffer, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(true);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
