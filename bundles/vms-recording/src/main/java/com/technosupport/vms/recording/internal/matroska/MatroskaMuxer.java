package com.technosupport.vms.recording.internal.matroska;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ADPCM_G722;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_ALAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_MULAW;
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
import java.io.IOException;
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
 * FFmpeg's Matroska muxer, writing one cluster at each {@link #flush}, and never the end of the file: that is
 * {@link MatroskaEnding}'s, which also mends files whose writer was killed. All times in milliseconds. Not safe for use by several
 * threads; after {@link #close} it does nothing.
 */
public final class MatroskaMuxer implements AutoCloseable {

    /** Takes what was muxed, in order. The bytes are lent for the call. */
    public interface Output {
        void write(ByteBuffer bytes) throws IOException;
    }

    /** Longer than the time between two flushes, and within the 16 bits that a block's time has. */
    private static final String CLUSTER_MILLISECONDS = "30000";

    private static final int PAGE = 4096;

    static {
        // FFmpeg writes to the standard error output otherwise.
        av_log_set_level(AV_LOG_QUIET);
    }

    private final Output output;
    private AVFormatContext context;
    private AVPacket packet;
    private BytePointer scratch;
    private ByteBuffer scratchView;
    private boolean pending;

    /** Writes the beginning of the file. */
    public MatroskaMuxer(Track video, Optional<Track> sound, SegmentLabel label, Output output) throws IOException {
        this.output = output;
        boolean done = false;
        try {
            packet = present(av_packet_alloc());
            context = new AVFormatContext(null);
            check(avformat_alloc_output_context2(context, null, "matroska", (String) null), "make a Matroska muxer");
            context.flags(context.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
            // The first picture is at 0; where there are B-frames, its decoding time lies before that, and is not
            // written.
            context.avoid_negative_ts(0);
            addVideo(video);
            if (sound.isPresent()) {
                addSound(sound.get());
            }
            writeHeader(label);
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private static <T extends Pointer> T present(T pointer) throws IOException {
        if (pointer == null || pointer.isNull()) {
            throw new IOException("FFmpeg has no memory left");
        }
        return pointer;
    }

    private static void check(int result, String step) throws IOException {
        if (result < 0) {
            throw new IOException("FFmpeg cannot " + step + " (" + result + ")");
        }
    }

    private void addVideo(Track track) throws IOException {
        AVCodecParameters parameters = addStream();
        parameters.codec_type(AVMEDIA_TYPE_VIDEO);
        parameters.codec_id(
                switch (track.codec()) {
                    case H265 -> AV_CODEC_ID_HEVC;
                    case MJPEG -> AV_CODEC_ID_MJPEG;
                    default -> AV_CODEC_ID_H264;
                });
        // Players take the size from the stream itself; the muxer insists on one.
        boolean known = track.width() > 0 && track.height() > 0;
        parameters.width(known ? track.width() : 1920);
        parameters.height(known ? track.height() : 1080);
        describe(parameters, track.configuration());
    }

    private void addSound(Track track) throws IOException {
        AVCodecParameters parameters = addStream();
        parameters.codec_type(AVMEDIA_TYPE_AUDIO);
        parameters.sample_rate(Sound.samplingRate(track));
        av_channel_layout_default(parameters.ch_layout(), Math.max(1, track.channels()));
        switch (track.codec()) {
            case AAC -> {
                parameters.codec_id(AV_CODEC_ID_AAC);
                parameters.frame_size(1024);
            }
            case OPUS -> {
                parameters.codec_id(AV_CODEC_ID_OPUS);
                parameters.frame_size(960);
            }
            case G722 -> {
                parameters.codec_id(AV_CODEC_ID_ADPCM_G722);
                parameters.bits_per_coded_sample(4);
                parameters.bit_rate(64_000);
                parameters.block_align(1);
            }
            default -> {
                parameters.codec_id(track.codec() == Codec.PCMA ? AV_CODEC_ID_PCM_ALAW : AV_CODEC_ID_PCM_MULAW);
                parameters.bits_per_coded_sample(8);
                parameters.block_align(Math.max(1, track.channels()));
            }
        }
        describe(parameters, Sound.description(track));
    }

    private AVCodecParameters addStream() throws IOException {
        AVStream stream = present(avformat_new_stream(context, null));
        try (AVRational base = new AVRational()) {
            stream.time_base(base.num(1).den(1000));
        }
        return stream.codecpar();
    }

    private static void describe(AVCodecParameters parameters, byte[] configuration) throws IOException {
        if (configuration.length == 0) {
            return;
        }
        BytePointer copy = new BytePointer(present(av_mallocz(configuration.length + AV_INPUT_BUFFER_PADDING_SIZE)));
        copy.put(configuration, 0, configuration.length);
        // The stream owns it from here on, and frees it.
        parameters.extradata(copy);
        parameters.extradata_size(configuration.length);
    }

    private void writeHeader(SegmentLabel label) throws IOException {
        try (AVDictionary options = new AVDictionary(null);
                AVDictionary tags = new AVDictionary(null)) {
            av_dict_set(options, "cluster_time_limit", CLUSTER_MILLISECONDS, 0);
            // Checksums of what is overwritten at the end would be wrong; the index has one of the whole file.
            av_dict_set(options, "write_crc32", "0", 0);
            av_dict_set(tags, "creation_time", label.start().toString(), 0);
            av_dict_set(tags, Tags.SEGMENT, label.id().toString(), 0);
            av_dict_set(tags, Tags.CAMERA, label.camera().toString(), 0);
            av_dict_set(tags, Tags.ROLE, label.role().name(), 0);
            av_dict_set(tags, Tags.SEQUENCE, Long.toString(label.sequence()), 0);
            av_dict_set(tags, Tags.ORIGIN, label.origin().name(), 0);
            // The context owns them from here on.
            context.metadata(tags);
            openOutput();
            try {
                check(avformat_write_header(context, options), "describe the stream");
            } finally {
                av_dict_free(options);
            }
        }
        takeOutput();
    }

    private void openOutput() throws IOException {
        AVIOContext memory = new AVIOContext(null);
        check(avio_open_dyn_buf(memory), "get memory");
        context.pb(memory);
    }

    private void takeOutput() throws IOException {
        AVIOContext memory = context.pb();
        context.pb(null);
        try (BytePointer bytes = new BytePointer((Pointer) null)) {
            int length = avio_close_dyn_buf(memory, bytes);
            try {
                if (length > 0) {
                    output.write(bytes.capacity(length).asByteBuffer());
                }
            } finally {
                av_free(bytes);
            }
        }
        openOutput();
    }

    /** Adds a picture to the cluster that is being made. */
    public void video(long pts, long dts, long duration, boolean key, ByteBuffer data) throws IOException {
        write(0, pts, dts, duration, key, data);
    }

    /** Adds sound to the cluster that is being made. */
    public void sound(long pts, long duration, ByteBuffer data) throws IOException {
        write(1, pts, pts, duration, true, data);
    }

    private void write(int track, long pts, long dts, long duration, boolean key, ByteBuffer data) throws IOException {
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
            pending = true;
        } finally {
            packet.data(null);
            packet.size(0);
        }
    }

    private void reserve(int size) throws IOException {
        if (scratch == null || scratch.capacity() < size + AV_INPUT_BUFFER_PADDING_SIZE) {
            freeScratch();
            int wanted = (size + AV_INPUT_BUFFER_PADDING_SIZE) / PAGE * 2 * PAGE + PAGE;
            scratch = new BytePointer(present(av_malloc(wanted))).capacity(wanted);
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

    /** Ends the cluster and hands it out: one write of what was added since the last; nothing where that was nothing. */
    public void flush() throws IOException {
        if (context == null || !pending) {
            return;
        }
        pending = false;
        int result = av_write_frame(context, null);
        takeOutput();
        check(result, "end a cluster");
    }

    /** Frees memory; what was not flushed is lost. */
    @Override
    public void close() {
        freeScratch();
        if (packet != null) {
            av_packet_free(packet);
            packet = null;
        }
        if (context != null) {
            AVIOContext memory = context.pb();
            if (memory != null && !memory.isNull()) {
                context.pb(null);
                try (BytePointer bytes = new BytePointer((Pointer) null)) {
                    avio_close_dyn_buf(memory, bytes);
                    av_free(bytes);
                }
            }
            avformat_free_context(context);
            context = null;
        }
    }
}
