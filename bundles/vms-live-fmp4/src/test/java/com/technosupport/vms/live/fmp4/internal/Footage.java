package com.technosupport.vms.live.fmp4.internal;

import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The simulator's footage as the hub would hand it on: one NAL unit a picture, parameter sets before each key frame. */
public record Footage(StreamFormat format, List<Picture> pictures) {

    public static final int FRAMES_A_SECOND = 25;

    /**
     * @param data NAL units behind their lengths
     */
    public record Picture(boolean key, byte[] data) {}

    public static Footage read(String name, int width, int height) {
        byte[] bytes;
        try (InputStream in =
                Footage.class.getResourceAsStream("/com/technosupport/vms/simulator/footage/" + name + ".h264")) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Picture> pictures = new ArrayList<>();
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        byte[] sps = null;
        byte[] pps = null;
        for (byte[] unit : units(bytes)) {
            int type = unit[0] & 0x1f;
            sps = type == 7 ? unit : sps;
            pps = type == 8 ? unit : pps;
            picture.writeBytes(ByteBuffer.allocate(4).putInt(unit.length).array());
            picture.writeBytes(unit);
            if (type == 1 || type == 5) {
                pictures.add(new Picture(type == 5, picture.toByteArray()));
                picture.reset();
            }
        }
        Track track = new Track(0, Codec.H264, 90_000, 0, width, height, configuration(sps, pps));
        return new Footage(new StreamFormat(List.of(track)), pictures);
    }

    static byte[] configuration(byte[] sps, byte[] pps) {
        return ByteBuffer.allocate(11 + sps.length + pps.length)
                .put(new byte[] {1, sps[1], sps[2], sps[3], (byte) 0xff, (byte) 0xe1})
                .putShort((short) sps.length)
                .put(sps)
                .put((byte) 1)
                .putShort((short) pps.length)
                .put(pps)
                .array();
    }

    private static List<byte[]> units(byte[] bytes) {
        List<byte[]> units = new ArrayList<>();
        int start = -1;
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
                if (start >= 0) {
                    units.add(trimmed(bytes, start, i));
                }
                start = i + 3;
                i += 2;
            }
        }
        units.add(trimmed(bytes, start, bytes.length));
        return units;
    }

    /** Without the zero that makes a start code of three bytes one of four. */
    private static byte[] trimmed(byte[] bytes, int start, int end) {
        int last = end;
        while (last > start && bytes[last - 1] == 0) {
            last--;
        }
        return java.util.Arrays.copyOfRange(bytes, start, last);
    }
}
