package com.technosupport.vms.media.internal.rtp;

import com.technosupport.vms.api.media.MetadataStreams;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Metadata: a document is what lies between two markers (ONVIF Streaming Specification, section 5.1.2.1.1). */
final class DocumentDepacketiser implements Depacketiser {

    private final Output output;
    private final ByteArrayOutputStream document = new ByteArrayOutputStream();
    private boolean damaged;

    DocumentDepacketiser(Output output) {
        this.output = output;
    }

    @Override
    public void payload(ByteBuffer buffer, int start, int end, long timestamp, boolean marker) {
        damaged |= document.size() + end - start > MetadataStreams.MOST_BYTES;
        if (!damaged) {
            byte[] part = new byte[end - start];
            buffer.get(start, part);
            document.writeBytes(part);
        }
        if (marker) {
            if (damaged) {
                output.damaged(false);
            } else {
                output.frame(timestamp, true, document.toByteArray());
            }
            reset();
        }
    }

    @Override
    public void lost() {
        damaged = true;
    }

    @Override
    public void reset() {
        document.reset();
        damaged = false;
    }
}
