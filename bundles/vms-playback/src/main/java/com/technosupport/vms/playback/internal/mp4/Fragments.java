package com.technosupport.vms.playback.internal.mp4;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.recording.Playback.Content;
import com.technosupport.vms.playback.internal.footage.Packets;
import com.technosupport.vms.playback.internal.footage.SegmentFile;
import com.technosupport.vms.playback.internal.recode.MaskedPackets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A recorded part as one fragment of MP4, by FFmpeg's muxer, which lives for that fragment. Its times are the wall clock since
 * 1970: what was recorded at an instant has the same time in every answer, whatever else was asked for.
 */
public final class Fragments implements AutoCloseable {

    /** A fragment when we say so; a {@code moov} without samples; offsets from each {@code moof}; times as we give them. */
    private static final String FLAGS = "frag_custom+empty_moov+default_base_moof+frag_discont+skip_trailer";

    /** More than any camera sends in the longest part. */
    private static final long MOST_BYTES = 48L << 20;

    private final SegmentFile file;
    private final Packets reader;
    private final Optional<AVStream> sound;
    private final List<AVPacket> pictures = new ArrayList<>();
    private final List<AVPacket> packets = new ArrayList<>();
    private AVFormatContext output;

    private Fragments(SegmentFile file, Packets reader, Content content) {
        this.file = file;
        this.reader = reader;
        Tracks.requireMp4(reader.video());
        this.sound = content.sound() ? Tracks.mp4Sound(reader) : Optional.empty();
    }

    /** From a key frame on, under a mask where that is to be. */
    private static Packets packets(SegmentFile file, int key, Content content, PrivacyMask mask) throws IOException {
        Packets recorded = file.packets(key);
        return content.masked() ? new MaskedPackets(recorded, mask, content.keyFramesOnly()) : recorded;
    }

    /** {@code ftyp} and {@code moov}. */
    public static byte[] initialisation(SegmentFile file, Content content, PrivacyMask mask) throws IOException {
        try (Packets reader = packets(file, 0, content, mask);
                Fragments fragments = new Fragments(file, reader, content)) {
            return fragments.open(1);
        }
    }

    /**
     * {@code moof} and {@code mdat}.
     *
     * @param key where it begins, a place in the index
     * @param to where it ends, milliseconds from the segment's start: at a key frame or at the end
     * @param mask is painted on where the content is to be masked
     */
    public static byte[] media(SegmentFile file, int key, int to, Content content, PrivacyMask mask)
            throws IOException {
        try (Packets reader = packets(file, key, content, mask);
                Fragments fragments = new Fragments(file, reader, content)) {
            fragments.open(key + 1);
            fragments.read(file.index().time(key), to, content.keyFramesOnly());
            return fragments.write(to);
        }
    }

    /** How a segment's sound is coded, where it has some that fits into MP4; or why it has not; else empty. */
    public static Sound sound(SegmentFile file) throws IOException {
        try (Packets reader = file.packets(0)) {
            return new Sound(
                    Tracks.mp4Sound(reader)
                            .map(sound -> sound.codecpar().codec_id())
                            .orElse(0),
                    Tracks.leftOut(reader));
        }
    }

    /**
     * A segment's sound.
     *
     * @param codec FFmpeg's number; 0 where there is none that fits into MP4
     * @param leftOut why there is none; empty where nothing was left out
     */
    public record Sound(int codec, String leftOut) {}

    private static void check(int result, String step) throws IOException {
        if (result < 0) {
            throw new IOException("FFmpeg could not " + step + " (" + result + ")");
        }
    }

    /** @return the initialisation */
    private byte[] open(int number) throws IOException {
        output = new AVFormatContext(null);
        check(avformat_alloc_output_context2(output, null, "mp4", (String) null), "make an MP4 muxer");
        output.flags(output.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
        output.avoid_negative_ts(0);
        Tracks.add(output, reader.video(), Tracks.VIDEO_TICKS, true);
        if (sound.isPresent()) {
            Tracks.add(output, sound.get(), Tracks.soundTicks(sound.get()), true);
        }
        openOutput();
        try (AVDictionary options = new AVDictionary(null)) {
            av_dict_set(options, "movflags", FLAGS, 0);
            av_dict_set(options, "fragment_index", Integer.toString(number), 0);
            // An edit list would move the times, and players differ over it.
            av_dict_set(options, "use_editlist", "0", 0);
            try {
                check(avformat_write_header(output, options), "describe the stream");
            } finally {
                av_dict_free(options);
            }
        }
        byte[] header = takeOutput();
        openOutput();
        return header;
    }

    private void openOutput() throws IOException {
        AVIOContext memory = new AVIOContext(null);
        check(avio_open_dyn_buf(memory), "get memory");
        output.pb(memory);
    }

    private byte[] takeOutput() {
        AVIOContext memory = output.pb();
        output.pb(null);
        try (BytePointer bytes = new BytePointer((Pointer) null)) {
            int length = avio_close_dyn_buf(memory, bytes);
            byte[] copy = new byte[length];
            bytes.capacity(length).get(copy, 0, length);
            av_free(bytes);
            return copy;
        }
    }

    /** Keeps the packets of the part: when pictures are decoded is known only when all of them are. */
    private void read(int from, int to, boolean keyFramesOnly) throws IOException {
        long bytes = 0;
        boolean started = false;
        for (AVPacket next = reader.next(); next != null; next = reader.next()) {
            boolean picture = reader.isVideo(next);
            boolean key = picture && (next.flags() & AV_PKT_FLAG_KEY) != 0;
            if (key) {
                long time = reader.time(next);
                if (time >= to) {
                    break;
                }
                started |= time >= from;
            }
            boolean wanted = started && (picture ? key || !keyFramesOnly : sound.isPresent() && reader.isSound(next));
            if (wanted) {
                bytes += next.size();
                if (bytes > MOST_BYTES) {
                    throw new IOException("the part is too large");
                }
                AVPacket kept = av_packet_alloc();
                if (kept == null) {
                    throw new IOException("FFmpeg has no memory");
                }
                packets.add(kept);
                av_packet_move_ref(kept, next);
                if (picture) {
                    pictures.add(kept);
                }
            }
        }
        if (pictures.isEmpty()) {
            throw new IOException("there is no picture in the part");
        }
    }

    private byte[] write(int to) throws IOException {
        long[] shown = new long[pictures.size()];
        for (int i = 0; i < shown.length; i++) {
            shown[i] = reader.time(pictures.get(i));
        }
        PictureOrder order = new PictureOrder(shown);
        long delay = order.delay();
        long origin = Tracks.ticks(file.segment().start(), Tracks.VIDEO_TICKS);
        int perMilli = Tracks.VIDEO_TICKS / 1000;
        int soundTicks = sound.map(Tracks::soundTicks).orElse(1);
        long soundOrigin = Tracks.ticks(file.segment().start(), soundTicks);
        boolean aac = sound.isPresent() && sound.get().codecpar().codec_id() == AV_CODEC_ID_AAC;
        SoundTimes times = new SoundTimes(soundTicks, aac ? Tracks.AAC_SAMPLES : 0);
        int picture = 0;
        for (AVPacket packet : packets) {
            if (reader.isVideo(packet)) {
                boolean last = picture + 1 == shown.length;
                long decoded = order.decoded(picture, delay);
                // The last picture stays until the next part begins.
                long until = last ? Math.max(decoded + 1, to - delay) : order.decoded(picture + 1, delay);
                packet.stream_index(0);
                packet.pts(origin + shown[picture] * perMilli);
                packet.dts(origin + decoded * perMilli);
                packet.duration((until - decoded) * perMilli);
                picture++;
            } else {
                long recorded = reader.time(packet);
                packet.stream_index(1);
                packet.pts(times.time(soundOrigin + recorded * soundTicks / 1000));
                packet.dts(packet.pts());
                packet.duration(aac ? Tracks.AAC_SAMPLES : packet.duration() * soundTicks / 1000);
            }
            check(av_write_frame(output, packet), "write a packet");
        }
        check(av_write_frame(output, null), "write a fragment");
        return takeOutput();
    }

    @Override
    public void close() {
        packets.forEach(packet -> av_packet_free(packet));
        packets.clear();
        pictures.clear();
        if (output != null) {
            if (output.pb() != null) {
                takeOutput();
            }
            avformat_free_context(output);
            output = null;
        }
    }
}
