package com.technosupport.vms.simulator.internal.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MountTest {
    private static final int LOOP = 10;
    private static final int RATE = 100;

    /** Ten pictures, the first and the sixth a key picture of several packets. */
    private static byte[] stream() {
        Random random = new Random(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < LOOP; i++) {
            boolean key = i % 5 == 0;
            if (key) {
                nal(out, new byte[] {0x67, 0x42, (byte) 0xc0, 0x1e, 1});
                nal(out, new byte[] {0x68, 1, 2});
            }
            byte[] slice = new byte[key ? 5000 : 600];
            random.nextBytes(slice);
            for (int at = 0; at < slice.length; at++) {
                // No start code can come about in there.
                slice[at] |= 1;
            }
            slice[0] = (byte) (key ? 0x65 : 0x41);
            slice[1] = (byte) (0x80 | slice[1]);
            nal(out, slice);
        }
        return out.toByteArray();
    }

    private static void nal(ByteArrayOutputStream out, byte[] nal) {
        out.writeBytes(new byte[] {0, 0, 0, 1});
        out.writeBytes(nal);
    }

    private static Footage footage() {
        return Footage.of("test", 64, 64, RATE, stream(), true);
    }

    @Test
    void packetsHoldThePicturesUnchanged() {
        List<List<byte[]>> pictures = AnnexB.accessUnits(AnnexB.nalUnits(stream()));
        assertThat(pictures).hasSize(LOOP);
        for (List<byte[]> picture : pictures) {
            Frame frame = Packetiser.frame(picture, 96);
            assertThat(unpack(frame)).containsExactlyElementsOf(picture);
        }
    }

    /** Undoes what RFC 6184 section 5.8 prescribes. */
    private static List<byte[]> unpack(Frame frame) {
        List<byte[]> units = new ArrayList<>();
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        for (int i = 0; i < frame.packets(); i++) {
            int from = frame.starts()[i];
            int length = frame.starts()[i + 1] - from - 4;
            ByteBuffer wire = ByteBuffer.wrap(frame.wire());
            assertThat(wire.get(from)).isEqualTo((byte) '$');
            assertThat(wire.getShort(from + 2)).isEqualTo((short) length);
            assertThat(length).isLessThanOrEqualTo(1412);
            boolean last = i == frame.packets() - 1;
            assertThat(wire.get(from + 5) < 0).as("marker").isEqualTo(last);
            byte[] payload = new byte[length - 12];
            wire.get(from + 16, payload);
            if ((payload[0] & 0x1f) != 28) {
                units.add(payload);
                continue;
            }
            if (payload[1] < 0) {
                open.reset();
                open.write((payload[0] & 0xe0) | (payload[1] & 0x1f));
            }
            open.write(payload, 2, payload.length - 2);
            if ((payload[1] & 0x40) != 0) {
                units.add(open.toByteArray());
            }
        }
        return units;
    }

    @Test
    void numbersAndTimesGoOnOverTheLoop() throws Exception {
        try (EventLoop loop = new EventLoop("mount-test")) {
            Mount mount = Mount.steady(loop, footage(), new FaultBoard(), Clock.systemUTC(), 0, new Lap(0));
            LinkedBlockingQueue<RtpFrame> frames = new LinkedBlockingQueue<>();
            loop.call(() -> mount.add((frame, captured) -> frames.add(frame)));
            RtpFrame last = next(frames);
            int keys = 0;
            for (int i = 0; i < 5 * LOOP; i++) {
                RtpFrame frame = next(frames);
                assertThat(sequence(frame)).isEqualTo((sequence(last) + last.packets()) & 0xffff);
                assertThat(frame.timestamp() - last.timestamp()).isEqualTo(Mount.CLOCK_RATE / RATE);
                keys += frame.key() ? 1 : 0;
                last = frame;
            }
            assertThat(keys).isEqualTo(10);
        }
    }

    @Test
    void aSynchronisationPointIsAKeyPictureAtOnce() throws Exception {
        try (EventLoop loop = new EventLoop("mount-test")) {
            Mount mount = Mount.steady(loop, footage(), new FaultBoard(), Clock.systemUTC(), 0, new Lap(0));
            LinkedBlockingQueue<RtpFrame> frames = new LinkedBlockingQueue<>();
            loop.call(() -> mount.add((frame, captured) -> frames.add(frame)));
            RtpFrame key = next(frames);
            while (!key.key()) {
                key = next(frames);
            }
            loop.call(() -> {
                frames.clear();
                mount.synchronise();
                return null;
            });
            assertThat(next(frames).key()).isTrue();
        }
    }

    @Test
    void streamsOfASceneShowTheSameMomentAfterASynchronisationPointOfOne() throws Exception {
        try (EventLoop loop = new EventLoop("mount-test")) {
            Lap lap = new Lap(3);
            Mount main = Mount.steady(loop, footage(), new FaultBoard(), Clock.systemUTC(), 0, lap);
            Mount sub = Mount.steady(loop, footage(), new FaultBoard(), Clock.systemUTC(), 0, lap);
            LinkedBlockingQueue<RtpFrame> ofMain = new LinkedBlockingQueue<>();
            LinkedBlockingQueue<RtpFrame> ofSub = new LinkedBlockingQueue<>();
            loop.call(() -> {
                main.add((frame, captured) -> ofMain.add(frame));
                sub.add((frame, captured) -> ofSub.add(frame));
                return null;
            });
            int first = next(ofMain).timestamp();
            int firstOfSub = next(ofSub).timestamp();
            Map<Integer, String> shown = new HashMap<>();
            for (int i = 1; i <= 4 * LOOP; i++) {
                if (i % 7 == 0) {
                    loop.call(() -> {
                        main.synchronise();
                        return null;
                    });
                }
                RtpFrame frame = next(ofMain);
                shown.put(frame.timestamp() - first, picture(frame));
            }
            for (int i = 1; i <= 4 * LOOP; i++) {
                RtpFrame frame = next(ofSub);
                int at = frame.timestamp() - firstOfSub;
                assertThat(shown).containsEntry(at, picture(frame));
            }
        }
    }

    /** Tells pictures apart, by what their last packet carries. */
    private static String picture(RtpFrame frame) {
        ByteBuffer packet = frame.packet(frame.packets() - 1).slice();
        byte[] payload = new byte[Math.min(100, packet.remaining() - 12)];
        packet.get(12, payload);
        return HexFormat.of().formatHex(payload);
    }

    @Test
    void aMountOnTheClockSendsEachPictureAtItsTime() throws Exception {
        record Sent(boolean key, Instant due, Duration late) {}
        try (EventLoop loop = new EventLoop("mount-test")) {
            Mount mount = Mount.onTheClock(loop, footage(), new FaultBoard(), Clock.systemUTC());
            LinkedBlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
            loop.call(() -> mount.add((frame, captured) ->
                    sent.add(new Sent(frame.key(), captured, Duration.between(captured, Instant.now())))));
            for (int i = 0; i < 5 * LOOP; i++) {
                Sent one = sent.poll(5, TimeUnit.SECONDS);
                assertThat(one).isNotNull();
                // The time that a picture is due and the time read just before differ by the moments between two
                // readings.
                long due = one.due().plusMillis(1).toEpochMilli();
                assertThat(due % 10).isLessThanOrEqualTo(2);
                assertThat(due / 10 % 5 == 0).as("key picture at " + due).isEqualTo(one.key());
                // Never before its time; how long after it depends on what else the machine does.
                assertThat(one.late()).isGreaterThan(Duration.ofMillis(-5));
            }
        }
    }

    private static RtpFrame next(LinkedBlockingQueue<RtpFrame> frames) throws InterruptedException {
        RtpFrame frame = frames.poll(5, TimeUnit.SECONDS);
        assertThat(frame).as("a picture within 5 s").isNotNull();
        return frame;
    }

    private static int sequence(RtpFrame frame) {
        return frame.packet(0).slice().getShort(2) & 0xffff;
    }
}
