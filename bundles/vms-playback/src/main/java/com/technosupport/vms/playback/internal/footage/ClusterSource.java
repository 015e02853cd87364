package com.technosupport.vms.playback.internal.footage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A Matroska file of which only a part is read: its description, and right behind it the clusters from a position on. A demuxer
 * takes that for a stream, and never has to look for anything: an open segment has no cues yet, and those of a closed one
 * would be read from its end.
 */
public final class ClusterSource implements ByteSource {

    private final ByteBuffer header;
    private final FileChannel file;
    private final long limit;
    private long position;

    /**
     * @param header all that stands before the first cluster
     * @param position of a cluster, in bytes
     * @param limit up to which the file may be read, in bytes
     */
    public ClusterSource(byte[] header, Path file, long position, long limit) throws IOException {
        this.header = ByteBuffer.wrap(header);
        this.position = position;
        this.limit = limit;
        this.file = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int put = 0;
        if (header.hasRemaining()) {
            put = Math.min(header.remaining(), into.remaining());
            into.put(header.slice().limit(put));
            header.position(header.position() + put);
        }
        long left = limit - position;
        if (into.hasRemaining() && left > 0) {
            if (into.remaining() > left) {
                into.limit(into.position() + (int) left);
            }
            int got = file.read(into, position);
            if (got > 0) {
                position += got;
                put += got;
            }
        }
        return put == 0 ? -1 : put;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
