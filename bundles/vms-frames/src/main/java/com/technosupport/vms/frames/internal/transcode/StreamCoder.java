package com.technosupport.vms.frames.internal.transcode;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One format of a stream, from its packets to those of the target. Tracks keep their places; one that is in the target's codec, or
 * that cannot be decoded beside pictures that can, passes as it is. Used by one thread, but for {@link #forceKey}.
 */
final class StreamCoder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamCoder.class);

    private static final int CLOCK = 90_000;
    private static final long KEY_TICKS = 2L * CLOCK;

    private final StreamFormat format;
    private final Track[] tracks;
    private final int video;
    private final int maxPixels;
    private final Supplier<PrivacyMask> masks;
    private final double framesPerSecond;
    private final Figures figures;
    private final PacketSink out;
    private final SoundCoder[] sounds;
    private VideoDecoder decoder;
    private PictureConverter converter;
    private VideoEncoder encoder;
    private boolean started;
    private boolean skip;
    private Packet current;
    private byte[] configuration = new byte[0];
    private long lastPts = Long.MIN_VALUE;
    private long lastKeyPts = Long.MIN_VALUE;
    private volatile boolean keyWanted = true;

    StreamCoder(
            StreamFormat format,
            TranscodeTarget target,
            int maxPixels,
            double framesPerSecond,
            Supplier<PrivacyMask> masks,
            Figures figures,
            PacketSink out) {
        this.masks = masks;
        this.format = format;
        this.maxPixels = maxPixels;
        this.framesPerSecond = framesPerSecond;
        this.figures = figures;
        this.out = out;
        this.tracks = format.tracks().toArray(new Track[0]);
        this.sounds = new SoundCoder[tracks.length];
        this.video =
                codesVideo(format, target) ? format.video().map(Track::index).orElse(-1) : -1;
        try {
            open(target);
        } catch (CodingException e) {
            close();
            throw new VmsException(
                    ErrorCode.CODEC_UNSUPPORTED, "The stream cannot be coded anew: " + e.getMessage(), e);
        }
    }

    /** Whether there are pictures to be coded anew: those in another codec or under a mask, and those that are shown in another order. */
    static boolean codesVideo(StreamFormat format, TranscodeTarget target) {
        return target.video().isPresent()
                && format.video()
                        .filter(track -> target.masked()
                                || track.codec() != target.video().get()
                                || track.reordered())
                        .isPresent();
    }

    private void open(TranscodeTarget target) throws CodingException {
        for (Track track : format.tracks()) {
            boolean sound = target.audio().isPresent()
                    && track.codec() != target.audio().get()
                    && SoundCoder.canDecode(track.codec());
            if (sound) {
                openSound(track);
            }
        }
        if (video >= 0) {
            decoder = new VideoDecoder(tracks[video]);
            converter = new PictureConverter(maxPixels, masks);
            tracks[video] = null;
        } else {
            start();
        }
    }

    private void openSound(Track track) throws CodingException {
        try {
            sounds[track.index()] = new SoundCoder(track);
            tracks[track.index()] = sounds[track.index()].track(track.index());
        } catch (CodingException e) {
            boolean alone = format.video().isEmpty();
            LOG.info("Sound in {} is left as it is: {}", track, e.getMessage());
            if (alone) {
                throw e;
            }
        }
    }

    private void start() {
        started = true;
        out.started(new StreamFormat(List.of(tracks)), List.of());
    }

    /** The next picture that is coded is to be a key frame. */
    void forceKey() {
        keyWanted = true;
    }

    /** Whether a key frame is made here, and not by the camera. */
    boolean makesKeys() {
        return video >= 0;
    }

    /**
     * Codes one packet.
     *
     * @param leaveOut pictures are decoded, for others to build on, and not coded
     * @return false when it was not understood
     */
    boolean packet(Packet packet, boolean leaveOut) throws CodingException {
        int index = packet.track();
        if (index == video) {
            current = packet;
            skip = leaveOut;
            boolean understood = decoder.decode(packet, this::picture);
            if (!understood) {
                figures.damaged.increment();
            }
            return understood;
        }
        if (sounds[index] != null) {
            sounds[index].code(packet, (pts, arrival, data) -> {
                figures.sounds.increment();
                if (started) {
                    out.packet(new Packet(index, pts, pts, arrival, true, data));
                }
            });
        } else if (started) {
            out.packet(packet);
        }
        return true;
    }

    private void picture(AVFrame picture) throws CodingException {
        long pts = ticks(picture.pts());
        if (pts <= lastPts) {
            return;
        }
        if (skip) {
            figures.leftOut.increment();
            return;
        }
        AVFrame converted = converter.convert(picture);
        if (encoder == null || !encoder.fits(converted)) {
            if (encoder != null) {
                encoder.close();
                encoder = null;
            }
            encoder = new VideoEncoder(converted.width(), converted.height(), framesPerSecond);
            configuration = new byte[0];
            keyWanted = true;
        }
        boolean key = keyWanted || lastKeyPts == Long.MIN_VALUE || pts - lastKeyPts >= KEY_TICKS;
        if (key) {
            keyWanted = false;
            lastKeyPts = pts;
        }
        lastPts = pts;
        int width = converted.width();
        int height = converted.height();
        encoder.encode(converted, pts, key, (coded, codedPts) -> coded(coded, codedPts, width, height));
    }

    private long ticks(long pts) {
        int clock = format.tracks().get(video).clockRate();
        return clock == CLOCK ? pts : Math.round((double) pts * CLOCK / clock);
    }

    private void coded(CodedPicture coded, long pts, int width, int height) {
        byte[] sets = coded.configuration().orElse(configuration);
        if (coded.key() && !Arrays.equals(sets, configuration)) {
            configuration = sets;
            tracks[video] = new Track(video, Codec.H264, CLOCK, 0, width, height, sets);
            start();
        }
        if (started && coded.data().length > 0) {
            figures.pictures.increment();
            out.packet(new Packet(video, pts, pts, current.arrival(), coded.key(), coded.data()));
        }
    }

    @Override
    public void close() {
        for (SoundCoder sound : sounds) {
            if (sound != null) {
                sound.close();
            }
        }
        if (encoder != null) {
            encoder.close();
        }
        if (converter != null) {
            converter.close();
        }
        if (decoder != null) {
            decoder.close();
        }
    }
}
