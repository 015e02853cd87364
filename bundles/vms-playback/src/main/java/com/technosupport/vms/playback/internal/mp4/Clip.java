package com.technosupport.vms.playback.internal.mp4;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open2;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import com.technosupport.vms.playback.internal.footage.Packets;
import com.technosupport.vms.playback.internal.footage.SegmentFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * One file of footage, out of as many segments of the same kind as are added, one behind the other. In MP4 pictures before the
 * first instant, back to a key frame, are there to be decoded and not shown, by an edit list (ISO/IEC 14496-12, 8.6.6). Not
 * safe for use by several threads.
 */
public final class Clip implements AutoCloseable {

    /** Of a group of pictures; a camera that sends more without a key frame gets its order of pictures cut there. */
    private static final int MOST_PACKETS = 4096;

    private static final long MOST_BYTES = 64L << 20;
    private static final int USUAL_STEP_MILLIS = 40;

    /** At a time, for few and large writes. */
    private static final int WRITE_BYTES = 1 << 20;

    /** Asked between groups of pictures. */
    public interface Progress {
        /**
         * @param until how far it is
         * @param bytes that were written since the last call
         * @throws IOException to end it
         */
        void reached(Instant until, long bytes) throws IOException;
    }

    private final boolean mp4;
    private final Kind kind;
    private final List<AVPacket> packets = new ArrayList<>();
    private final List<AVPacket> spare = new ArrayList<>();
    private AVFormatContext output;
    private AVStream video;
    private AVStream sound;
    private SoundTimes soundTimes;
    private Units videoUnits;
    private Units soundUnits;
    private boolean aac;
    private long delay = -1;
    private long lastDecoded = Long.MIN_VALUE;
    private long written;

    /** What has to be the same for packets to stand in one file. */
    public record Kind(
            int codec, int width, int height, String configuration, int soundCodec, String soundConfiguration) {

        public static Kind of(Packets reader) {
            AVCodecParameters picture = reader.video().codecpar();
            Optional<AVCodecParameters> heard = reader.sound().map(AVStream::codecpar);
            return new Kind(
                    picture.codec_id(),
                    picture.width(),
                    picture.height(),
                    configuration(picture),
                    heard.map(AVCodecParameters::codec_id).orElse(0),
                    heard.map(found -> found.sample_rate() + " " + configuration(found))
                            .orElse(""));
        }

        private static String configuration(AVCodecParameters parameters) {
            byte[] bytes = new byte[parameters.extradata_size()];
            if (bytes.length > 0) {
                parameters.extradata().get(bytes);
            }
            return Arrays.toString(bytes);
        }
    }

    /**
     * @param file is made
     * @param reader of the first segment, for what its streams are; nothing is read
     */
    public Clip(Path file, boolean mp4, Packets reader, Instant begin) throws IOException {
        this.mp4 = mp4;
        this.kind = Kind.of(reader);
        if (mp4) {
            Tracks.requireMp4(reader.video());
        }
        boolean done = false;
        try {
            open(file, reader, begin);
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private static void check(int result, String step) throws IOException {
        if (result < 0) {
            throw new IOException("FFmpeg could not " + step + " (" + result + ")");
        }
    }

    private void open(Path file, Packets reader, Instant begin) throws IOException {
        output = new AVFormatContext(null);
        check(
                avformat_alloc_output_context2(output, null, mp4 ? "mp4" : "matroska", (String) null),
                "make a file of this format");
        video = Tracks.add(output, reader.video(), Tracks.VIDEO_TICKS, mp4);
        Optional<AVStream> heard = mp4 ? Tracks.mp4Sound(reader) : reader.sound();
        if (heard.isPresent()) {
            int ticks = mp4 ? Tracks.soundTicks(heard.get()) : 1000;
            sound = Tracks.add(output, heard.get(), ticks, mp4);
            soundTimes = new SoundTimes(
                    ticks, mp4 && heard.get().codecpar().codec_id() == AV_CODEC_ID_AAC ? Tracks.AAC_SAMPLES : 0);
        }
        if (!mp4) {
            // Pictures may be decoded before the file's beginning; its times stay as they are.
            output.avoid_negative_ts(0);
        }
        AVIOContext target = new AVIOContext(null);
        try (AVDictionary options = new AVDictionary(null)) {
            av_dict_set(options, "blocksize", Integer.toString(WRITE_BYTES), 0);
            try {
                check(
                        avio_open2(target, "file:" + file, AVIO_FLAG_WRITE, (AVIOInterruptCB) null, options),
                        "write the file");
            } finally {
                av_dict_free(options);
            }
        }
        output.pb(target);
        try (AVDictionary metadata = new AVDictionary(null);
                AVDictionary options = new AVDictionary(null)) {
            av_dict_set(metadata, "creation_time", begin.toString(), 0);
            // The context owns it from here on.
            output.metadata(metadata);
            try {
                check(avformat_write_header(output, options), "describe the streams");
            } finally {
                av_dict_free(options);
            }
        }
        videoUnits = Units.of(video);
        if (sound != null) {
            soundUnits = Units.of(sound);
            aac = sound.codecpar().codec_id() == AV_CODEC_ID_AAC;
        }
    }

    /** What of a segment's sound does not go into MP4, and why; empty where all of it does. */
    public static String leftOut(Packets reader) {
        return Tracks.leftOut(reader);
    }

    /** Whether packets of such a segment can follow. */
    public boolean takes(Packets reader) {
        return kind.equals(Kind.of(reader));
    }

    /**
     * Adds what a segment has between two instants.
     *
     * @param reader at the key frame where decoding begins
     * @param offset of {@code from} in the clip, in milliseconds
     */
    public void add(Packets reader, SegmentFile file, Instant from, Instant to, long offset, Progress progress)
            throws IOException {
        Instant start = file.segment().start();
        long begin = Duration.between(start, from).toMillis();
        long end = Duration.between(start, to).toMillis();
        long shift = offset - begin;
        long bytes = 0;
        boolean started = false;
        for (AVPacket next = reader.next(); next != null; next = reader.next()) {
            boolean picture = reader.isVideo(next);
            if (picture && (next.flags() & AV_PKT_FLAG_KEY) != 0) {
                long time = reader.time(next);
                flush(reader, begin, end, shift);
                progress.reached(start.plusMillis(Math.max(begin, Math.min(end, time))), written);
                written = 0;
                bytes = 0;
                if (time >= end) {
                    return;
                }
                started = true;
            }
            if (started && (picture || (sound != null && reader.isSound(next)))) {
                if (packets.size() >= MOST_PACKETS || bytes > MOST_BYTES) {
                    flush(reader, begin, end, shift);
                    bytes = 0;
                }
                bytes += next.size();
                keep(next);
            }
        }
        flush(reader, begin, end, shift);
        progress.reached(to, written);
        written = 0;
    }

    private void keep(AVPacket packet) throws IOException {
        AVPacket kept = spare.isEmpty() ? av_packet_alloc() : spare.remove(spare.size() - 1);
        if (kept == null) {
            throw new IOException("FFmpeg has no memory");
        }
        packets.add(kept);
        av_packet_move_ref(kept, packet);
    }

    /** Writes a group of pictures, with the sound that stands between them. */
    private void flush(Packets reader, long begin, long end, long shift) throws IOException {
        long[] shown = packets.stream()
                .filter(reader::isVideo)
                .mapToLong(packet -> reader.time(packet))
                .toArray();
        // What follows the last picture that is wanted is not needed to decode it.
        int wanted = shown.length;
        while (wanted > 0 && shown[wanted - 1] >= end) {
            wanted--;
        }
        PictureOrder order = new PictureOrder(Arrays.copyOf(shown, wanted));
        if (delay < 0 && wanted > 0) {
            delay = order.delay();
        }
        int picture = 0;
        for (AVPacket packet : packets) {
            if (reader.isVideo(packet)) {
                if (picture < wanted) {
                    write(packet, order, picture, shown[picture] + shift, shift);
                }
                picture++;
            } else {
                long time = reader.time(packet);
                if (time >= begin && time < end) {
                    hear(packet, time + shift);
                }
            }
            av_packet_unref(packet);
            spare.add(packet);
        }
        packets.clear();
    }

    private void write(AVPacket packet, PictureOrder order, int picture, long shown, long shift) throws IOException {
        long decoded = videoUnits.of(order.decoded(picture, delay) + shift);
        long pts = videoUnits.of(shown);
        // Groups of pictures in another order than the first one's: as near as the format allows.
        decoded = Math.max(Math.min(decoded, pts), lastDecoded == Long.MIN_VALUE ? Long.MIN_VALUE : lastDecoded + 1);
        lastDecoded = decoded;
        packet.stream_index(0);
        packet.dts(decoded);
        packet.pts(Math.max(pts, decoded));
        packet.duration(videoUnits.of(order.usualStep(USUAL_STEP_MILLIS)));
        written += packet.size();
        packet.pos(-1);
        check(av_write_frame(output, packet), "write a picture");
    }

    private void hear(AVPacket packet, long time) throws IOException {
        long pts = soundTimes.time(mp4 ? soundUnits.of(time) : time);
        packet.stream_index(1);
        packet.pts(mp4 ? pts : soundUnits.of(pts));
        packet.dts(packet.pts());
        packet.duration(mp4 && aac ? Tracks.AAC_SAMPLES : soundUnits.of(packet.duration()));
        packet.pos(-1);
        written += packet.size();
        check(av_write_frame(output, packet), "write a sound");
    }

    /** How an output counts time: in MP4 each stream in its own way. */
    private record Units(int numerator, int denominator) {

        static Units of(AVStream stream) {
            try (AVRational base = stream.time_base()) {
                return new Units(base.num(), base.den());
            }
        }

        long of(long milliseconds) {
            return Math.floorDiv(milliseconds * denominator, 1000L * numerator);
        }
    }

    /** Completes the file. */
    public void finish() throws IOException {
        check(av_write_trailer(output), "complete the file");
        int result = avio_closep(output.pb());
        output.pb(null);
        check(result, "write the file to its end");
    }

    @Override
    public void close() {
        packets.forEach(packet -> av_packet_free(packet));
        packets.clear();
        spare.forEach(packet -> av_packet_free(packet));
        spare.clear();
        if (output != null) {
            if (output.pb() != null) {
                avio_closep(output.pb());
                output.pb(null);
            }
            avformat_free_context(output);
            output = null;
        }
    }
}
