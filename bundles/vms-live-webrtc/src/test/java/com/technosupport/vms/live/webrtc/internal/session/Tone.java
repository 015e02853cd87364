package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A tone of 440 Hz in frames of 20 ms, as the hub would hand it on.
 *
 * @param frames to be repeated
 */
record Tone(Codec codec, int clockRate, int channels, List<byte[]> frames) {

    static final int FRAMES_A_SECOND = 50;

    Track track(int index) {
        return new Track(index, codec, clockRate, channels, 0, 0, new byte[0]);
    }

    int ticksAFrame() {
        return clockRate / FRAMES_A_SECOND;
    }

    /** Made by FFmpeg and libopus: each packet behind its length. */
    static Tone opus() {
        List<byte[]> frames = new ArrayList<>();
        try (InputStream in = Tone.class.getResourceAsStream("tone-440hz.opus-packets")) {
            DataInputStream data = new DataInputStream(in);
            while (data.available() > 0) {
                frames.add(data.readNBytes(data.readUnsignedShort()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Tone(Codec.OPUS, 48_000, 2, frames);
    }

    static Tone pcmu() {
        List<byte[]> frames = new ArrayList<>();
        for (int frame = 0; frame < FRAMES_A_SECOND; frame++) {
            byte[] bytes = new byte[160];
            for (int i = 0; i < bytes.length; i++) {
                double angle = 2 * Math.PI * 440 * (frame * 160 + i) / 8000;
                bytes[i] = mulaw((int) (10_000 * Math.sin(angle)));
            }
            frames.add(bytes);
        }
        return new Tone(Codec.PCMU, 8000, 1, frames);
    }

    /** ITU-T G.711. */
    static byte mulaw(int sample) {
        int sign = sample < 0 ? 0x80 : 0;
        int magnitude = Math.min(32_635, Math.abs(sample)) + 132;
        int exponent = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
        int mantissa = magnitude >> (exponent + 3) & 0x0f;
        return (byte) ~(sign | exponent << 4 | mantissa);
    }
}
