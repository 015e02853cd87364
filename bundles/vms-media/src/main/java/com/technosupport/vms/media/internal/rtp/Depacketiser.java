package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;

/** Makes frames of RTP payloads that come in order. Whatever the bytes, it throws nothing and keeps a bounded amount of them. */
interface Depacketiser {

    /** What it makes. */
    interface Output {

        /** The configuration is known or has changed; comes before the frame that needs it. */
        void configured(VideoConfiguration configuration);

        /** A whole frame. The bytes are the receiver's own. */
        void frame(long timestamp, boolean key, byte[] data);

        /** A frame had to be left out. */
        void damaged(boolean key);
    }

    /**
     * Takes one payload.
     *
     * @param timestamp of RTP, without wrap
     */
    void payload(ByteBuffer buffer, int start, int end, long timestamp, boolean marker);

    /** Packets are missing before the next. */
    void lost();

    /** Forgets what is half done: the source starts anew. */
    void reset();
}
