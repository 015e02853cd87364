package com.technosupport.vms.live.webrtc.internal.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SoundReceiverTest {

    private final List<Integer> heard = new ArrayList<>();
    private final List<Codec> codecs = new ArrayList<>();
    private final SoundReceiver receiver = new SoundReceiver(Map.of(0, Codec.PCMU, 8, Codec.PCMA), (codec, frame) -> {
        assertThat(frame).hasSize(SoundReceiver.FRAME);
        codecs.add(codec);
        heard.add((int) frame[0]);
    });

    private void packet(int sequenceNumber, int type, int length, int value) {
        byte[] packet = new byte[12 + length];
        packet[0] = (byte) 0x80;
        packet[1] = (byte) type;
        BigEndian.put16(packet, 2, sequenceNumber);
        Arrays.fill(packet, 12, packet.length, (byte) value);
        receiver.packet(packet, packet.length);
    }

    @Test
    void putsInOrderOverTheEndOfSequenceNumbers() {
        int[] order = {65533, 65535, 65534, 1, 0, 2, 2, 65533};
        for (int number : order) {
            packet(number, 8, 160, number & 0x3f);
        }
        assertThat(heard).containsExactly(0x3d, 0x3e, 0x3f, 0, 1, 2);
        assertThat(codecs).containsOnly(Codec.PCMA);
    }

    @Test
    void goesOnAfterALossAndAfterANewStart() {
        packet(10, 0, 160, 10);
        for (int number = 12; number <= 16; number++) {
            packet(number, 0, 160, number);
        }
        assertThat(heard).containsExactly(10, 12, 13, 14, 15, 16);
        packet(11, 0, 160, 11);
        packet(5000, 0, 160, 50);
        packet(5001, 0, 160, 51);
        assertThat(heard).containsExactly(10, 12, 13, 14, 15, 16, 50, 51);
    }

    @Test
    void cutsOtherLengthsIntoFrames() {
        packet(1, 0, 80, 1);
        assertThat(heard).isEmpty();
        packet(2, 0, 240, 2);
        packet(3, 0, 480, 3);
        assertThat(heard).containsExactly(1, 2, 3, 3, 3);
        packet(4, 0, 100, 4);
        packet(5, 8, 160, 5);
        assertThat(heard).as("nothing of two codecs in one frame").endsWith(3, 5);
    }

    @Test
    void passesOverWhatIsMalformedOrUnknown() {
        packet(1, 13, 1, 0);
        packet(1, 0, 0, 0);
        packet(1, 0, 1700, 0);
        assertThat(heard).isEmpty();
        Random random = new Random(8);
        for (int i = 0; i < 100_000; i++) {
            byte[] packet = new byte[random.nextInt(200)];
            random.nextBytes(packet);
            if (packet.length > 2) {
                packet[0] = (byte) (0x80 | (packet[0] & 0x3f));
                packet[1] = (byte) (packet[1] & 8);
            }
            receiver.packet(packet, packet.length);
        }
        assertThat(heard.size()).isLessThan(100_000);
    }
}
