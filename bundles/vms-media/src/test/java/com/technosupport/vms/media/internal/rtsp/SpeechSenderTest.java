package com.technosupport.vms.media.internal.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SpeechSenderTest {

    private static final long FRAME_NANOS = 20_000_000L;

    private final SpeechSender sender = new SpeechSender(8, 2);

    private ByteBuffer packet(long nanos) {
        return ByteBuffer.wrap(sender.packet(new byte[160], nanos));
    }

    private static int time(ByteBuffer packet) {
        return packet.getInt(8);
    }

    @Test
    void framesAndNumbersPackets() {
        ByteBuffer first = packet(0);
        ByteBuffer second = packet(FRAME_NANOS);
        assertThat(first.remaining()).isEqualTo(4 + 12 + 160);
        assertThat(first.get(0)).isEqualTo((byte) '$');
        assertThat(first.get(1)).isEqualTo((byte) 2);
        assertThat(first.getShort(2)).isEqualTo((short) 172);
        assertThat(first.get(4) & 0xff).isEqualTo(0x80);
        assertThat(first.get(5) & 0xff).as("marked, payload type 8").isEqualTo(0x88);
        assertThat(second.get(5) & 0xff).isEqualTo(0x08);
        assertThat((short) (second.getShort(6) - first.getShort(6))).isEqualTo((short) 1);
        assertThat(time(second) - time(first)).isEqualTo(160);
        assertThat(second.getInt(12)).isEqualTo(first.getInt(12));
    }

    @Test
    void aBurstAfterADelayGoesOnWhereItWas() {
        ByteBuffer first = packet(0);
        long late = 6 * FRAME_NANOS;
        for (int i = 1; i <= 6; i++) {
            ByteBuffer packet = packet(late);
            assertThat(time(packet) - time(first)).isEqualTo(160 * i);
            assertThat(packet.get(5) & 0x80).isZero();
        }
    }

    @Test
    void silenceThatWasLeftOutIsTimeThatPassed() {
        ByteBuffer first = packet(0);
        ByteBuffer after = packet(50 * FRAME_NANOS);
        assertThat(time(after) - time(first)).isEqualTo(50 * 160);
        assertThat(after.get(5) & 0x80).as("marked").isEqualTo(0x80);
    }

    @Test
    void reportsWhatWasSent() {
        packet(0);
        ByteBuffer last = packet(FRAME_NANOS);
        Instant now = Instant.parse("2026-01-01T00:00:00.500Z");
        ByteBuffer report = ByteBuffer.wrap(sender.report(now, 2 * FRAME_NANOS));
        assertThat(report.get(1)).isEqualTo((byte) 3);
        assertThat(report.getShort(2)).isEqualTo((short) (report.remaining() - 4));
        assertThat(report.get(5) & 0xff).isEqualTo(200);
        assertThat(report.getInt(8)).isEqualTo(last.getInt(12));
        assertThat(report.getInt(12) & 0xffffffffL).isEqualTo(now.getEpochSecond() + 2_208_988_800L);
        assertThat(report.getInt(16)).as("half a second").isEqualTo(0x80000000);
        assertThat(report.getInt(20)).isEqualTo(time(last) + 160);
        assertThat(report.getInt(24)).as("packets").isEqualTo(2);
        assertThat(report.getInt(28)).as("bytes").isEqualTo(320);
        assertThat(report.get(33) & 0xff).as("description").isEqualTo(202);
    }
}
