package com.technosupport.vms.live.webrtc.internal.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** H.265 as RFC 7798 has it, put together again as a receiver does. */
class H265PacketizerTest {

    private static final int TRAILING = 1;
    private static final int IDR = 19;
    private static final int CRA = 21;
    private static final byte[] VPS = nal(32, 20);
    private static final byte[] SPS = nal(33, 40);
    private static final byte[] PPS = nal(34, 7);

    private static final byte[] CONFIGURATION = configuration();

    private static byte[] configuration() {
        ByteBuffer record = ByteBuffer.allocate(200);
        record.put((byte) 1).position(22);
        record.put((byte) 4);
        // An array of a kind that is none of ours comes first.
        for (byte[] unit : List.of(nal(39, 5), VPS, SPS, PPS)) {
            record.put((byte) (0x80 | unit[0] >> 1)).putShort((short) 1).putShort((short) unit.length);
            record.put(unit);
        }
        return Arrays.copyOf(record.array(), record.position());
    }

    private static byte[] nal(int type, int length) {
        byte[] unit = PacketizerTest.unit(type << 1, length);
        unit[1] = 1;
        return unit;
    }

    /** RFC 7798, section 4.4: single units, aggregates (48), fragments (49). */
    private static List<byte[]> receive(AccessUnit picture) {
        List<byte[]> units = new ArrayList<>();
        ByteArrayOutputStream fragments = new ByteArrayOutputStream();
        for (int i = 0; i < picture.payloads(); i++) {
            byte[] buffer = new byte[1500];
            byte[] payload = Arrays.copyOf(buffer, picture.copy(i, buffer, 0));
            System.arraycopy(buffer, 0, payload, 0, payload.length);
            assertThat(payload.length).isLessThanOrEqualTo(Packetizer.MAX_PAYLOAD);
            int type = payload[0] >> 1 & 0x3f;
            if (type == 48) {
                for (int at = 2; at < payload.length; ) {
                    int length = BigEndian.u16(payload, at);
                    units.add(Arrays.copyOfRange(payload, at + 2, at + 2 + length));
                    at += 2 + length;
                }
            } else if (type == 49) {
                boolean start = (payload[2] & 0x80) != 0;
                assertThat(start).isEqualTo(fragments.size() == 0);
                if (start) {
                    fragments.write((payload[0] & 0x81) | ((payload[2] & 0x3f) << 1));
                    fragments.write(payload[1]);
                }
                fragments.write(payload, 3, payload.length - 3);
                if ((payload[2] & 0x40) != 0) {
                    units.add(fragments.toByteArray());
                    fragments.reset();
                }
            } else {
                units.add(payload);
            }
        }
        assertThat(fragments.size()).isZero();
        return units;
    }

    @Test
    void leadsAKeyFrameWithAllParameterSets() {
        for (int type : new int[] {IDR, CRA}) {
            byte[] slice = nal(type, 100);
            AccessUnit unit = Packetizer.ofH265(CONFIGURATION)
                    .cut(PacketizerTest.packet(nal(35, 3), slice, nal(39, 30)), 5)
                    .orElseThrow();
            assertThat(unit.key()).isTrue();
            assertThat(unit.codec()).isEqualTo(Codec.H265);
            assertThat(unit.time()).isEqualTo(5);
            assertThat(receive(unit)).containsExactly(VPS, SPS, PPS, slice);
        }
    }

    @Test
    void takesParameterSetsFromTheStream() {
        Packetizer packetizer = Packetizer.ofH265(new byte[0]);
        assertThat(packetizer
                        .cut(PacketizerTest.packet(nal(IDR, 50)), 0)
                        .orElseThrow()
                        .key())
                .as("none yet")
                .isFalse();
        byte[] slice = nal(IDR, 60);
        AccessUnit unit =
                packetizer.cut(PacketizerTest.packet(VPS, SPS, PPS, slice), 0).orElseThrow();
        assertThat(unit.key()).isTrue();
        assertThat(receive(unit)).containsExactly(VPS, SPS, PPS, slice);
        byte[] other = nal(33, 41);
        assertThat(receive(
                        packetizer.cut(PacketizerTest.packet(other, slice), 0).orElseThrow()))
                .containsExactly(VPS, other, PPS, slice);
    }

    @Test
    void cutsLargeUnitsIntoFragments() {
        for (int length : new int[] {1180, 1181, 1182, 1183, 2356, 2357, 5000, 200_000}) {
            byte[] slice = nal(TRAILING, length);
            // Temporal layer 2, as cameras with SVC send it.
            slice[1] = 3;
            AccessUnit unit = Packetizer.ofH265(CONFIGURATION)
                    .cut(PacketizerTest.packet(slice, nal(TRAILING, 20)), 0)
                    .orElseThrow();
            assertThat(unit.key()).isFalse();
            assertThat(receive(unit)).containsExactly(slice, nal(TRAILING, 20));
        }
    }

    @Test
    void survivesGarbage() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            ByteBuffer whole = PacketizerTest.packet(
                            PacketizerTest.unit(random.nextInt(256), 1 + random.nextInt(3000)), nal(IDR, 40))
                    .data();
            byte[] data = new byte[random.nextInt(whole.limit())];
            whole.get(data);
            byte[] configuration = CONFIGURATION.clone();
            for (int n = random.nextInt(4); n > 0 && data.length > 0; n--) {
                data[random.nextInt(Math.min(8, data.length))] = (byte) random.nextInt(256);
                configuration[random.nextInt(configuration.length)] = (byte) random.nextInt(256);
            }
            Packetizer.ofH265(configuration)
                    .cut(new Packet(0, 0, 0, Instant.EPOCH, true, data), 0)
                    .ifPresent(unit -> assertThat(unit.payloads()).isPositive());
        }
    }
}
