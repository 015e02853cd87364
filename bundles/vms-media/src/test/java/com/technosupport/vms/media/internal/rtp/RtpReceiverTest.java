package com.technosupport.vms.media.internal.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpReceiverTest {

    /** Of a 640×360 High profile stream, VUI with max_num_reorder_frames 0. */
    private static final byte[] SPS = HexFormat.of().parseHex("67640016acd940a02ff9610000030001000003003c0f162d96");

    private static final byte[] PPS = HexFormat.of().parseHex("68ebe3cb22c0");
    private static final int FRAME = 3600;

    private final Collected out = new Collected();
    private final RtpSender sender = new RtpSender(false, 100);
    private long nanos = 1_000_000_000L;

    private RtpReceiver receiver(boolean ordered, byte[]... sets) {
        TrackDescription description = new TrackDescription(
                Codec.H264, RtpSender.PAYLOAD_TYPE, 90_000, 0, new byte[0], List.of(sets), 0, 0, 0);
        RtpReceiver receiver = new RtpReceiver(0, description, new Timeline(), ordered, out);
        out.receiver = receiver;
        receiver.begin();
        return receiver;
    }

    private void send(RtpReceiver receiver, List<byte[]> packets) {
        nanos += 40_000_000L;
        for (byte[] packet : packets) {
            receiver.packet(ByteBuffer.wrap(packet), 0, packet.length, Instant.EPOCH, nanos);
        }
    }

    /** A slice that begins a picture, filled with numbers. */
    private static byte[] slice(int header, int size, int fill) {
        byte[] unit = new byte[size];
        Arrays.fill(unit, (byte) fill);
        unit[0] = (byte) header;
        unit[1] = (byte) 0x88; // first_mb_in_slice 0
        return unit;
    }

    private List<byte[]> key(long timestamp) {
        return sender.packets(timestamp, List.of(SPS, PPS, slice(0x65, 500, 1)));
    }

    private List<byte[]> plain(long timestamp) {
        return sender.packets(timestamp, List.of(slice(0x41, 300, 2)));
    }

    private static byte[] prefixed(byte[]... units) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] unit : units) {
            bytes.writeBytes(ByteBuffer.allocate(4).putInt(unit.length).array());
            bytes.writeBytes(unit);
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        return bytes;
    }

    @Test
    void fragmentsBecomeOneUnitAndSetsAreFoundInTheStream() {
        RtpReceiver receiver = receiver(true);
        send(receiver, key(0xffff_f000L));
        send(receiver, plain(0xffff_f000L + FRAME));
        assertThat(out.tracks).hasSize(1);
        assertThat(out.tracks.get(0).width()).isEqualTo(640);
        assertThat(out.tracks.get(0).height()).isEqualTo(360);
        assertThat(out.packets).hasSize(2);
        assertThat(bytes(out.packets.get(0))).isEqualTo(prefixed(SPS, PPS, slice(0x65, 500, 1)));
        assertThat(out.packets.get(0).key()).isTrue();
        assertThat(out.packets.get(1).key()).isFalse();
        assertThat(out.packets.get(1).pts() - out.packets.get(0).pts())
                .as("across the wrap of 32 bits")
                .isEqualTo(FRAME);
    }

    @Test
    void sequenceNumbersWrapWithoutLoss() {
        RtpReceiver receiver = receiver(true);
        for (int i = 0; i < 30; i++) {
            send(receiver, i == 0 ? key(0) : plain((long) i * FRAME));
        }
        assertThat(receiver.lost()).isZero();
        assertThat(out.packets).hasSize(30);
    }

    @Test
    void aggregatesAreTakenApart() {
        RtpReceiver receiver = receiver(true);
        byte[] idr = slice(0x65, 40, 1);
        ByteBuffer stap = ByteBuffer.allocate(1 + 6 + SPS.length + PPS.length + idr.length);
        stap.put((byte) 24);
        for (byte[] unit : List.of(SPS, PPS, idr)) {
            stap.putShort((short) unit.length).put(unit);
        }
        send(receiver, List.of(sender.packet(0, true, stap.array())));
        assertThat(bytes(out.packets.get(0))).isEqualTo(prefixed(SPS, PPS, idr));
    }

    @Test
    void startCodesInAPayloadDivideIt() {
        RtpReceiver receiver = receiver(true);
        byte[] idr = slice(0x65, 40, 1);
        ByteArrayOutputStream annexB = new ByteArrayOutputStream();
        for (byte[] unit : List.of(SPS, PPS, idr)) {
            annexB.writeBytes(new byte[] {0, 0, 0, 1});
            annexB.writeBytes(unit);
        }
        send(receiver, List.of(sender.packet(0, true, annexB.toByteArray())));
        assertThat(bytes(out.packets.get(0))).isEqualTo(prefixed(SPS, PPS, idr));
    }

    @Test
    void setsUnderAMarkerOfTheirOwnGoBeforeTheirPicture() {
        RtpReceiver receiver = receiver(true);
        byte[] idr = slice(0x65, 40, 1);
        send(
                receiver,
                List.of(sender.packet(0, true, SPS), sender.packet(0, true, PPS), sender.packet(FRAME, true, idr)));
        assertThat(out.packets).hasSize(1);
        assertThat(bytes(out.packets.get(0))).isEqualTo(prefixed(SPS, PPS, idr));
    }

    @Test
    void aMarkerOnEachSliceIsSeenThrough() {
        RtpReceiver receiver = receiver(true, SPS, PPS);
        byte[] first = slice(0x65, 40, 1);
        byte[] second = slice(0x65, 40, 2);
        second[1] = 0x40; // first_mb_in_slice is not 0
        for (int i = 0; i < 4; i++) {
            send(
                    receiver,
                    List.of(
                            sender.packet((long) i * FRAME, true, first),
                            sender.packet((long) i * FRAME, true, second)));
        }
        Packet last = out.packets.get(out.packets.size() - 1);
        assertThat(bytes(last)).isEqualTo(prefixed(first, second));
    }

    @Test
    void aDamagedPictureIsLeftOutAndTheNextPassed() {
        RtpReceiver receiver = receiver(true);
        send(receiver, key(0));
        List<byte[]> torn = plain(FRAME);
        torn.remove(1);
        send(receiver, torn);
        send(receiver, plain(2 * FRAME));
        assertThat(out.packets).extracting(Packet::pts).containsExactly(0L, 2L * FRAME);
        assertThat(receiver.lost()).isEqualTo(1);
        assertThat(receiver.damaged()).isEqualTo(1);
        assertThat(out.keyFramesWanted).isPositive();
    }

    @Test
    void afterADamagedKeyFrameNothingComesUpToTheNext() {
        RtpReceiver receiver = receiver(true);
        send(receiver, key(0));
        List<byte[]> torn = key(FRAME);
        torn.remove(torn.size() - 2);
        send(receiver, torn);
        send(receiver, plain(2 * FRAME));
        send(receiver, key(3 * FRAME));
        assertThat(out.packets).extracting(Packet::pts).containsExactly(0L, 3L * FRAME);
    }

    @Test
    void disorderIsPutRightOverUdp() {
        RtpReceiver receiver = receiver(false);
        List<byte[]> all = new ArrayList<>(key(0));
        for (int i = 1; i < 20; i++) {
            all.addAll(plain((long) i * FRAME));
        }
        Random random = new Random(7);
        for (int i = 1; i + 4 < all.size(); i += 4) {
            Collections.shuffle(all.subList(i, i + 4), random);
        }
        send(receiver, all);
        assertThat(out.packets).hasSize(20);
        assertThat(receiver.lost()).isZero();
    }

    @Test
    void whatStaysAwayOverUdpIsGivenUpAfterAWhile() {
        RtpReceiver receiver = receiver(false);
        send(receiver, key(0));
        List<byte[]> torn = plain(FRAME);
        torn.remove(0);
        send(receiver, torn);
        send(receiver, plain(2 * FRAME));
        assertThat(out.packets).hasSize(1);
        receiver.tick(Instant.EPOCH, nanos + 100_000_000L);
        assertThat(out.packets).hasSize(2);
        assertThat(receiver.lost()).isEqualTo(1);
    }

    @Test
    void anotherSourceStartsAnew() {
        RtpReceiver receiver = receiver(true);
        send(receiver, key(0));
        sender.ssrc = 99;
        sender.sequence = 5;
        send(receiver, plain(123_456_789));
        send(receiver, key(123_460_389));
        assertThat(out.restarts).isEqualTo(1);
        assertThat(out.packets).hasSize(2);
        assertThat(receiver.lost()).isZero();
    }

    @Test
    void aJumpOfTheCamerasClockStartsAnew() {
        RtpReceiver receiver = receiver(true);
        send(receiver, key(0));
        send(receiver, plain(90_000L * 3600));
        send(receiver, key(90_000L * 3600 + FRAME));
        assertThat(out.restarts).isEqualTo(1);
        assertThat(out.packets).hasSize(2);
        assertThat(out.packets.get(1).key()).isTrue();
    }

    @Test
    void otherParameterSetsAreAnotherTrack() {
        RtpReceiver receiver = receiver(true, SPS, PPS);
        send(receiver, key(0));
        byte[] level = SPS.clone();
        level[3]++;
        send(receiver, sender.packets(FRAME, List.of(level, PPS, slice(0x65, 50, 3))));
        assertThat(out.tracks).hasSize(2);
        assertThat(out.tracks.get(1)).isNotEqualTo(out.tracks.get(0));
    }

    @Test
    void timestampsWrapWithoutAJump() {
        RtpReceiver receiver = receiver(true, SPS, PPS);
        long first = 0x1_0000_0000L - 2 * FRAME;
        send(receiver, key(first));
        for (int i = 1; i < 6; i++) {
            send(receiver, plain(first + (long) i * FRAME));
        }
        assertThat(out.packets).extracting(packet -> packet.pts() / FRAME).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(out.restarts).isZero();
    }

    @Test
    void setsThatTellOfNoOrderLeaveThatToThePictures() {
        // Cut short in the usability information, as some cameras do.
        byte[] brief = Arrays.copyOf(SPS, 16);
        RtpReceiver receiver = receiver(true, brief, PPS);
        assertThat(out.tracks).hasSize(1).noneMatch(Track::reordered);
        int[] shown = {0, 3, 1, 2, 6, 4, 5};
        for (int i = 0; i < shown.length; i++) {
            List<byte[]> units = List.of(slice(i == 0 ? 0x65 : 0x41, 100, 1));
            send(receiver, sender.packets((long) shown[i] * FRAME, units));
        }
        assertThat(out.tracks).as("told once").hasSize(2);
        assertThat(out.tracks.get(1).reordered()).isTrue();
        assertThat(out.tracks.get(1).configuration())
                .isEqualTo(out.tracks.get(0).configuration());
        assertThat(out.keyFramesWanted).isOne();
        // From another beginning of the same source it is known at once.
        receiver.restart();
        assertThat(out.tracks).last().matches(Track::reordered);
    }

    @Test
    void picturesInOrderAreNotTakenForOthers() {
        RtpReceiver receiver = receiver(true, Arrays.copyOf(SPS, 16), PPS);
        for (int i = 0; i < 50; i++) {
            send(receiver, i == 0 ? sender.packets(0, List.of(slice(0x65, 100, 1))) : plain((long) i * FRAME));
        }
        assertThat(out.tracks).hasSize(1).noneMatch(Track::reordered);
    }

    @Test
    void withoutAKeyFrameOneIsAskedForNowAndThen() {
        RtpReceiver receiver = receiver(true, SPS, PPS);
        for (int i = 0; i < 100; i++) {
            send(receiver, plain((long) i * FRAME));
        }
        assertThat(out.packets).isEmpty();
        assertThat(out.keyFramesWanted).as("every two of four seconds").isEqualTo(2);
    }

    @Test
    void noBytesMakeItThrowOrKeepMuch() {
        Random random = new Random(11);
        for (Codec codec : List.of(Codec.H264, Codec.H265, Codec.AAC, Codec.PCMA)) {
            for (boolean ordered : new boolean[] {true, false}) {
                TrackDescription description = new TrackDescription(
                        codec, RtpSender.PAYLOAD_TYPE, 90_000, 1, new byte[] {0x12, 0x10}, List.of(SPS, PPS), 13, 3, 3);
                Collected sink = new Collected();
                RtpReceiver receiver = new RtpReceiver(0, description, new Timeline(), ordered, sink);
                sink.receiver = receiver;
                receiver.begin();
                RtpSender good = new RtpSender(codec == Codec.H265, 100);
                for (int i = 0; i < 5000; i++) {
                    byte[] packet;
                    if (random.nextInt(3) == 0) {
                        packet = new byte[random.nextInt(200)];
                        random.nextBytes(packet);
                    } else {
                        byte[] payload = new byte[random.nextInt(60)];
                        random.nextBytes(payload);
                        packet = good.packet((long) i * FRAME, random.nextBoolean(), payload);
                        if (random.nextInt(4) == 0) {
                            packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
                        }
                    }
                    nanos += 20_000_000L;
                    receiver.packet(ByteBuffer.wrap(packet), 0, packet.length, Instant.EPOCH, nanos);
                    receiver.rtcp().read(ByteBuffer.wrap(packet), 0, packet.length, nanos);
                    receiver.tick(Instant.EPOCH, nanos);
                }
                assertThat(sink.packets)
                        .allSatisfy(packet -> assertThat(packet.size()).isLessThan(AccessUnit.MAX_BYTES));
                assertThat(receiver.rtcp().report(nanos)).hasSizeLessThan(64);
            }
        }
    }

    @Test
    void anEndlessPictureIsCutOff() {
        RtpReceiver receiver = receiver(true, SPS, PPS);
        RtpSender large = new RtpSender(false, 60_000);
        byte[] huge = slice(0x65, AccessUnit.MAX_BYTES + 100_000, 1);
        send(receiver, large.packets(0, List.of(huge)));
        assertThat(out.packets).isEmpty();
        assertThat(receiver.damaged()).isEqualTo(1);
    }
}
