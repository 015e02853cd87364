package com.technosupport.vms.media.internal.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AacDepacketiserTest {

    /** A frame and its time. */
    private record Frame(long timestamp, byte[] data) {}

    private final List<Frame> frames = new ArrayList<>();
    private int damaged;
    private final AacDepacketiser depacketiser = new AacDepacketiser(
            new Depacketiser.Output() {
                @Override
                public void configured(VideoConfiguration configuration) {
                    throw new AssertionError("no video");
                }

                @Override
                public void frame(long timestamp, boolean key, byte[] data) {
                    frames.add(new Frame(timestamp, data));
                }

                @Override
                public void damaged(boolean key) {
                    damaged++;
                }
            },
            13,
            3,
            3,
            1024);

    private void payload(long timestamp, boolean marker, int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        depacketiser.payload(ByteBuffer.wrap(bytes), 0, bytes.length, timestamp, marker);
    }

    @Test
    void severalFramesInOnePacket() {
        payload(5000, true, 0, 32, 0, 2 << 3, 0, 3 << 3, 1, 2, 3, 4, 5);
        assertThat(frames).extracting(Frame::timestamp).containsExactly(5000L, 6024L);
        assertThat(frames.get(0).data()).containsExactly(1, 2);
        assertThat(frames.get(1).data()).containsExactly(3, 4, 5);
    }

    @Test
    void oneFrameOverTwoPackets() {
        payload(5000, false, 0, 16, 0, 4 << 3, 1, 2);
        payload(5000, true, 0, 16, 0, 4 << 3, 3, 4);
        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).data()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void halfAFrameIsLeftOut() {
        payload(5000, false, 0, 16, 0, 4 << 3, 1, 2);
        depacketiser.lost();
        payload(6024, true, 0, 16, 0, 2 << 3, 7, 8);
        assertThat(frames).hasSize(1);
        assertThat(frames.get(0).data()).containsExactly(7, 8);
        assertThat(damaged).isEqualTo(1);
    }
}
