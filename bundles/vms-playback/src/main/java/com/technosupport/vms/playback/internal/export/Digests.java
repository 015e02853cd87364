package com.technosupport.vms.playback.internal.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** What a finished file is known by: of one reading. */
record Digests(String sha256, long crc, long size) {

    /** Small enough to stay in a processor's cache between the two that go over it. */
    private static final int CHUNK = 128 << 10;

    static Digests of(Path path) throws IOException {
        CRC32 crc = new CRC32();
        MessageDigest sha = sha256Digest();
        long size = 0;
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            for (int got = file.read(chunk); got >= 0; got = file.read(chunk.clear())) {
                sha.update(chunk.array(), 0, got);
                crc.update(chunk.array(), 0, got);
                size += got;
            }
        }
        return new Digests(HexFormat.of().formatHex(sha.digest()), crc.getValue(), size);
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
