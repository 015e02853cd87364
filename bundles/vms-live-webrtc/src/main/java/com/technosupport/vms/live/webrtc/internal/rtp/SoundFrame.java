package com.technosupport.vms.live.webrtc.internal.rtp;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One RTP payload of sound, shared by all viewers and changed by none.
 *
 * @param time on the stream's timeline, in ticks of the clock rate, growing without end
 * @param data not to be written to
 */
public record SoundFrame(Codec codec, int clockRate, long time, byte[] data) {

    /** 40 ms where a byte is a tick; some cameras send 128 ms at once, which a player would have to wait for. */
    private static final int MAX_BYTES = 320;

    /** Cuts what a camera sends at once. Empty where it is too large for a packet. */
    public static List<SoundFrame> of(Track track, Packet packet, long time) {
        byte[] data = new byte[packet.size()];
        packet.data().get(data);
        if (track.codec() == Codec.OPUS) {
            boolean fits = data.length > 0 && data.length <= Packetizer.MAX_PAYLOAD;
            return fits ? List.of(new SoundFrame(track.codec(), track.clockRate(), time, data)) : List.of();
        }
        // PCMU, PCMA and G.722 have a byte for each tick of their clock, and can be cut anywhere.
        List<SoundFrame> frames = new ArrayList<>();
        int count = (data.length + MAX_BYTES - 1) / MAX_BYTES;
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) data.length * i / count);
            int to = (int) ((long) data.length * (i + 1) / count);
            frames.add(
                    new SoundFrame(track.codec(), track.clockRate(), time + from, Arrays.copyOfRange(data, from, to)));
        }
        return frames;
    }
}
