package com.technosupport.vms.playback.internal.export;

import com.technosupport.vms.api.recording.ExportContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One file to be downloaded. */
record FileContent(Path path, String name, String contentType, long size, String tag) implements ExportContent {

    private static final int CHUNK = 128 << 10;

    @Override
    public void write(long from, long length, OutputStream out) throws IOException {
        copy(path, from, Math.min(length, size - from), out);
    }

    /** Writes a part of a file. */
    static void copy(Path path, long from, long length, OutputStream out) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(1, length)));
            long at = from;
            long left = length;
            while (left > 0) {
                chunk.clear().limit((int) Math.min(chunk.capacity(), left));
                int got = file.read(chunk, at);
                if (got <= 0) {
                    throw new EOFException("the file is shorter than it was");
                }
                out.write(chunk.array(), 0, got);
                at += got;
                left -= got;
            }
        }
    }
}
