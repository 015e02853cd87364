package com.technosupport.vms.live.fmp4.internal.mux;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avformat.av_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * FFmpeg's MP4 muxer, writing one fragment at each {@link #flush}. It keeps nothing of what it has written. Not safe for use by
 * several threads; after {@link #close} it does nothing.
 */
public final class Muxer implements AutoCloseable {

    /** Ticks a second of the video's times. The sound's has its sampling rate. */
    public static final int VIDEO_TICKS = 90_000;

    /**
     * A fragment when we say so; a {@code moov} without samples; offsets from each {@code moof}; times as we give them. Without
     * {@code skip_trailer} an index of all fragments would grow in memory.
     */
    private static final String FLAGS = "frag_custom+empty_moov+default_base_moof+frag_discont+skip_trailer";

    /** {@code hvc1}: parameter sets stand in the sample description; Safari plays no other. */
    private static final int HVC1 = 'h' | 'v' << 8 | 'c' << 16 | '1' << 24;

    private static final int PAGE = 4096;

    static {
        // FFmpeg writes to the standard error output otherwise.
        av_log_set_level(AV_LOG_QUIET);
    }

    /** A muxer that cannot go on. */
    public static final class MuxerException extends Exception {
        private static final long serialVersionUID = 1L;

        MuxerException(String message) {
            super(message);
        }
    }

    private final byte[] initialisation;
    private final int soundTicks;
    private AVFormatContext context;
    private AVPacket packet;
    private BytePointer scratch;
    private ByteBuffer scratchView;

    /** @param sound whose sampling rate is the ticks a second of its times */
    public Muxer(Track video, Optional<Track> sound) throws MuxerException {
        this.soundTicks = sound.map(Muxer::soundTicks).orElse(0);
        boolean done = false;
        try {
            packet = present(av_packet_alloc(), "memory");
            context = new AVFormatContext(null);
            check(avformat_alloc_output_context2(context, null, "mp4", (String) null), "make an MP4 muxer");
            context.flags(context.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
            context.avoid_negative_ts(0);
            addVideo(video);
            if (sound.isPresent()) {
                addSound(sound.get());
            }
            initialisation = writeHeader();
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /** Ticks a second of a sound's times in MP4. */
    public static int soundTicks(Track sound) {
        return sound.codec() == Codec.OPUS ? OpusPackets.CLOCK_RATE : sound.clockRate();
    }

    private static int check(int result, String step) throws MuxerException {
        if (result < 0) {
            throw new MuxerException("FFmpeg could not " + step + " (" + result + ")");
        }
        return result;
    }

    private static <T> T present(T pointer, String what) throws MuxerException {
        if (pointer == null) {
            throw new MuxerException("FFmpeg has no " + what);
        }
        return pointer;
    }

    private void addVideo(Track track) throws MuxerException {
        AVCodecParameters parameters = addStream(VIDEO_TICKS);
        boolean hevc = track.codec() == Codec.H265;
        parameters.codec_type(AVMEDIA_TYPE_VIDEO);
        parameters.codec_id(hevc ? AV_CODEC_ID_HEVC : AV_CODEC_ID_H264);
        parameters.codec_tag(hevc ? HVC1 : 0);
        parameters.width(track.width());
        parameters.height(track.height());
        describe(parameters, track.configuration());
    }

    private void addSound(Track track) throws MuxerException {
        AVCodecParameters parameters = addStream(soundTicks);
        boolean opus = track.codec() == Codec.OPUS;
        parameters.codec_type(AVMEDIA_TYPE_AUDIO);
        parameters.codec_id(opus ? AV_CODEC_ID_OPUS : AV_CODEC_ID_AAC);
        parameters.sample_rate(soundTicks);
        parameters.frame_size(opus ? 960 : 1024);
        av_channel_layout_default(parameters.ch_layout(), Math.max(1, track.channels()));
        describe(parameters, opus ? OpusPackets.header(track.channels()) : track.configuration());
    }

    private AVCodecParameters addStream(int ticks) throws MuxerException {
        AVStream stream = present(avformat_new_stream(context, null), "memory");
        try (AVRational base = new AVRational()) {
            stream.time_base(base.num(1).den(ticks));
        }
        return stream.codecpar();
    }

    private static void describe(AVCodecParameters parameters, byte[] configuration) throws MuxerException {
        BytePointer copy =
                new BytePointer(present(av_mallocz(configuration.length + AV_INPUT_BUFFER_PADDING_SIZE), "memory"));
        copy.put(configuration, 0, configuration.length);
        // The stream owns it from here on, and frees it.
        parameters.extradata(copy);
        parameters.extradata_size(configuration.length);
    }

    private byte[] writeHeader() throws MuxerException {
        try (AVDictionary options = new AVDictionary(null)) {
            av_dict_set(options, "movflags", FLAGS, 0);
            // An edit list would move the times, and players differ over it.
            av_dict_set(options, "use_editlist", "0", 0);
            openOutput();
            try {
                check(avformat_write_header(context, options), "describe the stream");
            } finally {
                av_dict_free(options);
            }
        }
        byte[] header = takeOutput();
        openOutput();
        return header;
    }

    private void openOutput() throws MuxerException {
        AVIOContext output = new AVIOContext(null);
        check(avio_open_dyn_buf(output), "get memory");
        context.pb(output);
    }

    private byte[] takeOutput() {
        AVIOContext output = context.pb();
        context.pb(null);
        try (BytePointer bytes = new BytePointer((Pointer) null)) {
            int length = avio_close_dyn_buf(output, bytes);
            byte[] copy = new byte[length];
            bytes.capacity(length).get(copy, 0, length);
            av_free(bytes);
            return copy;
        }
    }

    /** {@code ftyp} and {@code moov}. */
    public byte[] initialisation() {
        return initialisation.clone();
    }

    /** Adds a picture to the fragment that is being made. */
    public void video(long pts, long dts, long duration, boolean key, ByteBuffer data) throws MuxerException {
        write(0, pts, dts, duration, key, data);
    }

    /** Adds sound to the fragment that is being made. */
    public void sound(long pts, long duration, ByteBuffer data) throws MuxerException {
        write(1, pts, pts, duration, true, data);
    }

    private void write(int track, long pts, long dts, long duration, boolean key, ByteBuffer data)
            throws MuxerException {
        if (context == null) {
            return;
        }
        int size = data.remaining();
        reserve(size);
        scratchView.clear();
        scratchView.put(data.duplicate());
        packet.data(scratch);
        packet.size(size);
        packet.stream_index(track);
        packet.pts(pts);
        packet.dts(dts);
        packet.duration(duration);
        packet.flags(key ? AV_PKT_FLAG_KEY : 0);
        try {
            // The muxer copies: the packet has no reference to count.
            check(av_write_frame(context, packet), "write a packet");
        } finally {
            packet.data(null);
            packet.size(0);
        }
    }

    private void reserve(int size) throws MuxerException {
        if (scratch == null || scratch.capacity() < size + AV_INPUT_BUFFER_PADDING_SIZE) {
            freeScratch();
            int wanted = (size + AV_INPUT_BUFFER_PADDING_SIZE) / PAGE * 2 * PAGE + PAGE;
            scratch = new BytePointer(present(av_malloc(wanted), "memory")).capacity(wanted);
            scratchView = scratch.asBuffer();
        }
    }

    private void freeScratch() {
        if (scratch != null) {
            av_free(scratch);
            scratch = null;
            scratchView = null;
        }
    }

    /** Ends the fragment: {@code moof} and {@code mdat} of what was added since the last; empty where that was nothing. */
    public byte[] flush() throws MuxerException {
        if (context == null) {
            return new byte[0];
        }
        int result = av_write_frame(context, null);
        byte[] fragment = takeOutput();
        openOutput();
        check(result, "write a fragment");
        return fragment;
    }

    @Override
    public void close() {
        freeScratch();
        if (packet != null) {
            av_packet_free(packet);
            packet = null;
        }
        if (context != null) {
            if (context.pb() != null) {
                takeOutput();
            }
            avformat_free_context(context);
            context = null;
        }
    }
}
