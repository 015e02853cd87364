package com.technosupport.vms.simulator.internal.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/**
 * A loop of H.264 pictures, packetised once and shared by all cameras that show it. Immutable.
 */
public final class Footage {
    /** The RTP payload type of all video (dynamic, RFC 3551 section 6). */
    public static final int PAYLOAD_TYPE = 96;

    private static final String FOLDER = "/com/technosupport/vms/simulator/footage/";

    private final String name;
    private final int width;
    private final int height;
    private final int framesPerSecond;
    private final byte[] sps;
    private final byte[] pps;
    private final List<Frame> frames;

    private Footage(
            String name, int width, int height, int framesPerSecond, byte[] sps, byte[] pps, List<Frame> frames) {
        this.name = name;
        this.width = width;
        this.height = height;
        this.framesPerSecond = framesPerSecond;
        this.sps = sps;
        this.pps = pps;
        this.frames = frames;
    }

    /**
     * Reads footage from this jar.
     *
     * @param inBand whether parameter sets stay in the stream; without, they are in the SDP alone
     */
    static Footage load(String name, boolean inBand) {
        try {
            Properties list = new Properties();
            try (InputStream in = open("footage.properties")) {
                list.load(in);
            }
            String[] shape = list.getProperty(name).split("[x@]");
            byte[] stream;
            try (InputStream in = open(name + ".h264")) {
                stream = in.readAllBytes();
            }
            return of(
                    name,
                    Integer.parseInt(shape[0]),
                    Integer.parseInt(shape[1]),
                    Integer.parseInt(shape[2]),
                    stream,
                    inBand);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the footage " + name, e);
        }
    }

    private static InputStream open(String file) throws IOException {
        InputStream in = Footage.class.getResourceAsStream(FOLDER + file);
        if (in == null) {
            throw new IOException("Missing in the jar: " + FOLDER + file);
        }
        return in;
    }

    /** A JPEG still from this jar. */
    static byte[] still(String name) {
        try (InputStream in = open(name + ".jpg")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the still " + name, e);
        }
    }

    static Footage of(String name, int width, int height, int framesPerSecond, byte[] stream, boolean inBand) {
        List<byte[]> units = AnnexB.nalUnits(stream);
        byte[] sps = first(name, units, AnnexB.SPS);
        byte[] pps = first(name, units, AnnexB.PPS);
        List<Frame> frames = new ArrayList<>();
        for (List<byte[]> picture : AnnexB.accessUnits(units)) {
            List<byte[]> kept = inBand
                    ? picture
                    : picture.stream()
                            .filter(nal -> AnnexB.type(nal) != AnnexB.SPS && AnnexB.type(nal) != AnnexB.PPS)
                            .toList();
            frames.add(Packetiser.frame(kept, PAYLOAD_TYPE));
        }
        if (!frames.get(0).key()) {
            throw new IllegalArgumentException(name + " does not start with an IDR picture");
        }
        return new Footage(name, width, height, framesPerSecond, sps, pps, List.copyOf(frames));
    }

    private static byte[] first(String name, List<byte[]> units, int type) {
        return units.stream()
                .filter(nal -> AnnexB.type(nal) == type)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no NAL unit of type " + type));
    }

    public String name() {
        return name;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public int framesPerSecond() {
        return framesPerSecond;
    }

    /** Pictures in the loop. */
    public int length() {
        return frames.size();
    }

    /** Bits a second, RTP headers included. */
    public long bitRate() {
        long bytes = frames.stream().mapToLong(frame -> frame.wire().length).sum();
        return bytes * 8 * framesPerSecond / frames.size();
    }

    /** Pictures from the first IDR picture to the second. */
    public int groupLength() {
        for (int i = 1; i < frames.size(); i++) {
            if (frames.get(i).key()) {
                return i;
            }
        }
        return frames.size();
    }

    /** profile_idc, constraint flags and level_idc in hexadecimal (RFC 6184 section 8.1). */
    public String profileLevelId() {
        return HexFormat.of().withUpperCase().formatHex(sps, 1, 4);
    }

    /** The profile's name as ONVIF spells it. */
    public String onvifProfile() {
        return switch (sps[1] & 0xff) {
            case 66 -> "Baseline";
            case 77 -> "Main";
            case 88 -> "Extended";
            default -> "High";
        };
    }

    /** The value of sprop-parameter-sets (RFC 6184 section 8.1). */
    public String parameterSets() {
        Base64.Encoder base64 = Base64.getEncoder();
        return base64.encodeToString(sps) + "," + base64.encodeToString(pps);
    }

    Frame frame(int position) {
        return frames.get(position);
    }
}
