package com.technosupport.vms.playback.internal.footage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes one after the other. */
public interface ByteSource extends AutoCloseable {

    /** @return how many were put; -1 at the end */
    int read(ByteBuffer into) throws IOException;

    @Override
    void close() throws IOException;
}
