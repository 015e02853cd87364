package com.technosupport.vms.live.webrtc.internal.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/** What viewers' packets hold once they are deciphered, and what cameras send. See {@code IceFuzzTest} on how it is run. */
class RtpFuzzTest {

    private static final RtcpReader.Feedback DEAF = new RtcpReader.Feedback() {
        @Override
        public void missing(int sequenceNumber) {
            if (sequenceNumber < 0 || sequenceNumber > 0xffff) {
                throw new IllegalStateException("no sequence number");
            }
        }

        @Override
        public void keyFrameWanted() {}

        @Override
        public void report(RtcpReader.Report report) {
            if (report.fractionLost() < 0 || report.fractionLost() > 255) {
                throw new IllegalStateException("no fraction");
            }
        }
    };

    @FuzzTest(maxDuration = "2m")
    void rtcp(byte[] data) {
        RtcpReader.matches(data, data.length);
        RtcpReader.read(data, data.length, 0x12345678, DEAF);
    }

    @FuzzTest(maxDuration = "2m")
    void microphone(byte[] data) {
        SoundReceiver receiver = new SoundReceiver(Map.of(0, Codec.PCMU, 8, Codec.PCMA), (codec, frame) -> {
            if (frame.length != SoundReceiver.FRAME) {
                throw new IllegalStateException("no frame");
            }
        });
        for (int at = 0; at < data.length; at += 40) {
            byte[] packet = Arrays.copyOfRange(data, at, Math.min(data.length, at + 40));
            receiver.packet(packet, packet.length);
        }
    }

    @FuzzTest(maxDuration = "2m")
    void pictures(byte[] data) {
        byte[] target = new byte[1500];
        int split = data.length == 0 ? 0 : (data[0] & 0xff) % (data.length + 1);
        byte[] configuration = Arrays.copyOf(data, split);
        for (Codec codec : new Codec[] {Codec.H264, Codec.H265}) {
            Track track = new Track(0, codec, 90_000, 0, 0, 0, configuration);
            byte[] picture = Arrays.copyOfRange(data, split, data.length);
            Packetizer.of(track)
                    .cut(new Packet(0, 0, 0, Instant.EPOCH, true, picture), 0)
                    .ifPresent(unit -> {
                        for (int i = 0; i < unit.payloads(); i++) {
                            int length = unit.copy(i, target, 0);
                            if (length > Packetizer.MAX_PAYLOAD || length != unit.length(i)) {
                                throw new IllegalStateException("payload of " + length);
                            }
                        }
                    });
        }
    }
}
