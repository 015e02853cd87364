package com.technosupport.vms.live.webrtc.internal.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketizerTest {

    private static final byte[] SPS = {0x67, 0x42, 0, 0x1f, 1};
    private static final byte[] PPS = {0x68, 2, 3};
    private static final byte[] CONFIGURATION = ByteBuffer.allocate(19)
            .put(new byte[] {1, 0x42, 0, 0x1f, (byte) 0xff, (byte) 0xe1})
            .putShort((short) SPS.length)
            .put(SPS)
            .put((byte) 1)
            .putShort((short) PPS.length)
            .put(PPS)
            .array();

    static byte[] unit(int header, int length) {
        byte[] unit = new byte[length];
        new Random(length).nextBytes(unit);
        unit[0] = (byte) header;
        return unit;
    }

    static Packet packet(byte[]... units) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (byte[] unit : units) {
            data.writeBytes(ByteBuffer.allocate(4).putInt(unit.length).array());
            data.writeBytes(unit);
        }
        return new Packet(0, 0, 0, Instant.EPOCH, false, data.toByteArray());
    }

    private static List<byte[]> payloads(AccessUnit unit) {
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i < unit.payloads(); i++) {
            byte[] buffer = new byte[1500];
            payloads.add(Arrays.copyOf(buffer, 0));
            int length = unit.copy(i, buffer, 7);
            payloads.set(i, Arrays.copyOfRange(buffer, 7, 7 + length));
        }
        return payloads;
    }

    @Test
    void leadsAKeyFrameWithParameterSetsFromTheTrack() {
        byte[] idr = unit(0x65, 100);
        AccessUnit unit = Packetizer.ofH264(CONFIGURATION).cut(packet(idr), 5).orElseThrow();

        assertThat(unit.key()).isTrue();
        assertThat(unit.time()).isEqualTo(5);
        assertThat(payloads(unit))
                .containsExactly(new byte[] {0x78, 0, 5, 0x67, 0x42, 0, 0x1f, 1, 0, 3, 0x68, 2, 3}, idr);
    }

    @Test
    void prefersParameterSetsInTheStreamAndKeepsThem() {
        Packetizer packetizer = Packetizer.ofH264(CONFIGURATION);
        byte[] sps = unit(0x67, 9);
        byte[] idr = unit(0x65, 10);
        List<byte[]> first = payloads(packetizer.cut(packet(sps, PPS, idr), 0).orElseThrow());
        List<byte[]> second = payloads(packetizer.cut(packet(idr), 1).orElseThrow());

        assertThat(Arrays.copyOfRange(first.get(0), 3, 12)).isEqualTo(sps);
        assertThat(second.get(0)).isEqualTo(first.get(0));
    }

    @Test
    void cannotStartWithoutParameterSets() {
        assertThat(Packetizer.ofH264(new byte[0])
                        .cut(packet(unit(0x65, 10)), 0)
                        .orElseThrow()
                        .key())
                .isFalse();
    }

    @Test
    void leavesOutDelimitersSupplementsAndFiller() {
        byte[] slice = unit(0x41, 30);
        Packetizer packetizer = Packetizer.ofH264(CONFIGURATION);
        AccessUnit unit = packetizer
                .cut(packet(unit(9, 2), unit(6, 20), slice, unit(12, 900)), 0)
                .orElseThrow();

        assertThat(unit.key()).isFalse();
        assertThat(payloads(unit)).containsExactly(slice);
        assertThat(packetizer.cut(packet(unit(9, 2), unit(6, 20)), 0)).isEmpty();
    }

    @Test
    void cutsLargeUnitsIntoFragmentsThatJoinAgain() {
        for (int length : new int[] {1180, 1181, 1182, 2357, 2358, 5000, 200_000}) {
            byte[] slice = unit(0x41, length);
            List<byte[]> payloads = payloads(
                    Packetizer.ofH264(CONFIGURATION).cut(packet(slice), 0).orElseThrow());
            assertThat(payloads).allMatch(payload -> payload.length <= Packetizer.MAX_PAYLOAD);
            if (length <= 1180) {
                assertThat(payloads).containsExactly(slice);
                continue;
            }
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            joined.write(0x41);
            for (int i = 0; i < payloads.size(); i++) {
                byte[] payload = payloads.get(i);
                int flags = (i == 0 ? 0x80 : 0) | (i == payloads.size() - 1 ? 0x40 : 0);
                assertThat(payload[0]).isEqualTo((byte) 0x5c);
                assertThat(payload[1]).isEqualTo((byte) (flags | 1));
                joined.write(payload, 2, payload.length - 2);
            }
            assertThat(joined.toByteArray()).isEqualTo(slice);
        }
    }

    @Test
    void survivesGarbage() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            ByteBuffer whole = packet(unit(random.nextInt(256), 1 + random.nextInt(3000)), unit(0x65, 40))
                    .data();
            byte[] data = new byte[random.nextInt(whole.limit())];
            whole.get(data);
            for (int n = random.nextInt(4); n > 0 && data.length > 0; n--) {
                data[random.nextInt(Math.min(8, data.length))] = (byte) random.nextInt(256);
            }
            Packetizer packetizer = Packetizer.ofH264(random.nextBoolean() ? CONFIGURATION : data);
            packetizer.cut(new Packet(0, 0, 0, Instant.EPOCH, true, data), 0).ifPresent(PacketizerTest::payloads);
        }
    }
}
