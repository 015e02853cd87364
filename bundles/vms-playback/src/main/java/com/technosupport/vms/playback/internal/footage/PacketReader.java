package com.technosupport.vms.playback.internal.footage;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avio_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avio_context_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_malloc;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The packets of a Matroska stream, by FFmpeg's demuxer, which neither parses nor guesses here: times are those of the file,
 * in milliseconds. Not safe for use by several threads.
 */
public final class PacketReader implements Packets {

    private static final int BUFFER = 128 << 10;
    private static final int MOST_STREAMS = 16;

    /** {@code AVERROR(EIO)}. */
    private static final int INPUT_ERROR = -5;

    private static final Map<Long, ByteSource> SOURCES = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong(1);

    static {
        // FFmpeg writes to the standard error output otherwise.
        av_log_set_level(AV_LOG_QUIET);
    }

    /** One for all: JavaCPP has a fixed number of such, and which source is meant stands in the pointer. */
    private static final Read_packet_Pointer_BytePointer_int READ = new Read_packet_Pointer_BytePointer_int() {
        @Override
        public int call(Pointer opaque, BytePointer into, int size) {
            try {
                int got = SOURCES.get(opaque.address())
                        .read(into.capacity(size).position(0).asByteBuffer());
                return got < 0 ? AVERROR_EOF : got;
            } catch (IOException | RuntimeException e) {
                // Must not go through native code. The demuxer reports that it could not read.
                return INPUT_ERROR;
            }
        }
    };

    /** A number that looks like a pointer. */
    private static final class Token extends Pointer {
        Token(long number) {
            address = number;
        }
    }

    private final long number = NEXT.getAndIncrement();
    private final ByteSource source;
    private AVIOContext input;
    private AVFormatContext context;
    private AVPacket packet;
    private AVStream video;
    private AVStream sound;
    private int videoIndex;
    private int soundIndex;
    private int numerator;
    private int denominator;

    /**
     * Reads the description.
     *
     * @param source closed with this
     */
    public PacketReader(ByteSource source) throws IOException {
        this.source = source;
        SOURCES.put(number, source);
        boolean done = false;
        try (Token token = new Token(number)) {
            packet = present(av_packet_alloc());
            input = present(avio_alloc_context(
                    new BytePointer(present(av_malloc(BUFFER))), BUFFER, 0, token, READ, null, null));
            input.seekable(0);
            context = present(avformat_alloc_context());
            context.pb(input);
            context.flags(context.flags()
                    | AVFormatContext.AVFMT_FLAG_CUSTOM_IO
                    | AVFormatContext.AVFMT_FLAG_NOPARSE
                    | AVFormatContext.AVFMT_FLAG_NOFILLIN);
            context.max_streams(MOST_STREAMS);
            AVInputFormat matroska = present(av_find_input_format("matroska"));
            // It frees the context where it fails.
            AVFormatContext opened = context;
            context = null;
            check(avformat_open_input(opened, "", matroska, (AVDictionary) null), "read the file's description");
            context = opened;
            findStreams();
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private static <T> T present(T pointer) throws IOException {
        if (pointer == null) {
            throw new IOException("FFmpeg has no memory");
        }
        return pointer;
    }

    private static void check(int result, String step) throws IOException {
        if (result < 0) {
            throw new IOException("FFmpeg could not " + step + " (" + result + ")");
        }
    }

    private void findStreams() throws IOException {
        for (int i = 0; i < context.nb_streams(); i++) {
            AVStream stream = context.streams(i);
            int type = stream.codecpar().codec_type();
            if (type == AVMEDIA_TYPE_VIDEO && video == null) {
                video = stream;
            } else if (type == AVMEDIA_TYPE_AUDIO && sound == null) {
                sound = stream;
            }
        }
        if (video == null) {
            throw new IOException("no video in the file");
        }
        try (AVRational base = video.time_base()) {
            numerator = base.num();
            denominator = base.den();
        }
        videoIndex = video.index();
        soundIndex = sound == null ? -1 : sound.index();
    }

    @Override
    public AVStream video() {
        return video;
    }

    @Override
    public Optional<AVStream> sound() {
        return Optional.ofNullable(sound);
    }

    @Override
    public AVPacket next() {
        do {
            av_packet_unref(packet);
            if (av_read_frame(context, packet) < 0) {
                return null;
            }
        } while (packet.pts() == AV_NOPTS_VALUE || packet.size() <= 0);
        return packet;
    }

    @Override
    public boolean isVideo(AVPacket given) {
        return given.stream_index() == videoIndex;
    }

    @Override
    public boolean isSound(AVPacket given) {
        return given.stream_index() == soundIndex;
    }

    @Override
    public long time(AVPacket given) {
        // Matroska has one base for all of its streams, as a rule milliseconds.
        return numerator == 1 && denominator == 1000
                ? given.pts()
                : Math.round(given.pts() * 1000.0 * numerator / denominator);
    }

    @Override
    public void close() throws IOException {
        if (packet != null) {
            av_packet_free(packet);
            packet = null;
        }
        if (context != null) {
            avformat_close_input(context);
            context = null;
        }
        if (input != null) {
            av_free(input.buffer());
            avio_context_free(input);
            input = null;
        }
        SOURCES.remove(number);
        source.close();
    }
}
