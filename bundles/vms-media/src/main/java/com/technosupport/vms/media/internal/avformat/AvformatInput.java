package com.technosupport.vms.media.internal.avformat;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ADPCM_G722;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MJPEG;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_ALAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_MULAW;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_network_init;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_FORBIDDEN;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_NOT_FOUND;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_HTTP_UNAUTHORIZED;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.media.internal.rtp.AnnexB;
import com.technosupport.vms.media.internal.rtp.TrackDescription;
import com.technosupport.vms.media.internal.rtsp.RtspPlayback;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * One open input of FFmpeg. Its frames take the same way as RTP packets do, as if each frame were one packet: so parameter sets,
 * key frames and decoding times are found by the same code. Used by one thread.
 */
final class AvformatInput implements AutoCloseable {

    /** What a read brought. */
    enum Result {
        VIDEO,
        OTHER,
        END
    }

    /** FFmpeg cannot read it. */
    static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        UnreadableException(Failure failure) {
            super(failure.sentence());
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }

    private static final int PAYLOAD_TYPE = 96;
    private static final int RTP_HEADER = 12;
    private static final int AAC_HEADER = 4;
    private static final int USUAL_FRAME = 3600;
    private static final int MAX_FRAME = 16 << 20;

    static {
        // The address holds the credential.
        av_log_set_level(AV_LOG_QUIET);
        avformat_network_init();
    }

    private final AVFormatContext context;
    private final AVPacket packet;
    private final long interruption;
    private final RtspPlayback playback;
    private final int[] trackOfStream;
    private final boolean[] aac;
    private final int[] sequence;
    private ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private byte[] first;
    private int videoStream = -1;

    /** Loads FFmpeg; throws a LinkageError where it is not. */
    static boolean isLoaded() {
        return AVERROR_INVALIDDATA() < 0;
    }

    static AvformatInput open(
            String address,
            String peer,
            RtspSource.Transport transport,
            Optional<DeviceCertificates.Trusted> trusted,
            Interruption interruption,
            SourceListener listener)
            throws UnreadableException {
        AVFormatContext context = avformat_alloc_context();
        long number = InterruptCallback.attach(context, interruption);
        AVDictionary options = new AVDictionary(null);
        switch (transport) {
            case AUTOMATIC -> av_dict_set(options, "rtsp_flags", "prefer_tcp", 0);
            case TCP -> av_dict_set(options, "rtsp_transport", "tcp", 0);
            case UDP -> av_dict_set(options, "rtsp_transport", "udp", 0);
        }
        av_dict_set(options, "allowed_media_types", "video+audio", 0);
        av_dict_set(options, "protocol_whitelist", "rtsp,rtsps,rtp,udp,tcp,tls", 0);
        trusted.ifPresent(device -> {
            av_dict_set(options, "tls_verify", "1", 0);
            av_dict_set(options, "ca_file", device.file().toString(), 0);
            av_dict_set(options, "verifyhost", device.name(), 0);
        });
        int result = avformat_open_input(context, address, (AVInputFormat) null, options);
        av_dict_free(options);
        trusted.ifPresent(DeviceCertificates.Trusted::close);
        if (result < 0) {
            // FFmpeg has freed the context.
            InterruptCallback.forget(number);
            throw new UnreadableException(failure(result, peer));
        }
        AvformatInput input = new AvformatInput(context, number, listener);
        if (!input.describe()) {
            String codecs = input.codecs();
            input.close();
            throw new UnreadableException(new Failure(
                    Failure.Kind.UNSUPPORTED,
                    codecs.isEmpty()
                            ? peer + " sends nothing that can be read"
                            : peer + " sends " + codecs + ", which cannot be used here"));
        }
        return input;
    }

    private static Failure failure(int code, String peer) {
        if (code == AVERROR_HTTP_UNAUTHORIZED()) {
            return new Failure(Failure.Kind.REFUSED, peer + " refuses the user name or password");
        }
        if (code == AVERROR_HTTP_FORBIDDEN()) {
            return new Failure(Failure.Kind.DEVICE, peer + " forbids this user the stream");
        }
        if (code == AVERROR_HTTP_NOT_FOUND()) {
            return new Failure(Failure.Kind.DEVICE, peer + " knows no such stream");
        }
        return new Failure(Failure.Kind.DEVICE, "FFmpeg cannot read " + peer + " either (" + code + ")");
    }

    private AvformatInput(AVFormatContext context, long interruption, SourceListener listener) {
        this.context = context;
        this.interruption = interruption;
        this.packet = av_packet_alloc();
        this.playback = new RtspPlayback(listener, true);
        int streams = context.nb_streams();
        this.trackOfStream = new int[streams];
        this.aac = new boolean[streams];
        this.sequence = new int[streams];
        Arrays.fill(trackOfStream, -1);
    }

    /** Takes the first video and the first audio; false when there is neither. */
    private boolean describe() {
        add(Codec.Kind.VIDEO);
        add(Codec.Kind.AUDIO);
        playback.begin();
        return playback.size() > 0;
    }

    private void add(Codec.Kind kind) {
        for (int i = 0; i < trackOfStream.length; i++) {
            AVStream stream = context.streams(i);
            AVCodecParameters parameters = stream.codecpar();
            Codec codec = codec(parameters.codec_id());
            int rate = stream.time_base().den() / Math.max(1, stream.time_base().num());
            if (codec.kind() != kind || rate < 1) {
                continue;
            }
            byte[] configuration = new byte[Math.max(0, Math.min(4096, parameters.extradata_size()))];
            if (configuration.length > 0) {
                parameters.extradata().get(configuration);
            }
            boolean video = kind == Codec.Kind.VIDEO;
            trackOfStream[i] = playback.add(new TrackDescription(
                    codec,
                    PAYLOAD_TYPE,
                    rate,
                    video ? 0 : Math.max(1, parameters.ch_layout().nb_channels()),
                    codec == Codec.AAC ? configuration : new byte[0],
                    video ? AnnexB.split(configuration) : List.of(),
                    13,
                    3,
                    3));
            aac[i] = codec == Codec.AAC;
            if (video) {
                videoStream = i;
            }
            return;
        }
    }

    /** FFmpeg's names of what the device sends, for operators. */
    private String codecs() {
        return IntStream.range(0, trackOfStream.length)
                .map(stream -> context.streams(stream).codecpar().codec_id())
                .filter(codec -> codec != AV_CODEC_ID_NONE)
                .mapToObj(codec -> avcodec_get_name(codec).getString())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static Codec codec(int id) {
        if (id == AV_CODEC_ID_H264) {
            return Codec.H264;
        } else if (id == AV_CODEC_ID_HEVC) {
            return Codec.H265;
        } else if (id == AV_CODEC_ID_MJPEG) {
            return Codec.MJPEG;
        } else if (id == AV_CODEC_ID_AAC) {
            return Codec.AAC;
        } else if (id == AV_CODEC_ID_PCM_ALAW) {
            return Codec.PCMA;
        } else if (id == AV_CODEC_ID_PCM_MULAW) {
            return Codec.PCMU;
        } else if (id == AV_CODEC_ID_ADPCM_G722) {
            return Codec.G722;
        }
        return id == AV_CODEC_ID_OPUS ? Codec.OPUS : Codec.UNKNOWN;
    }

    /** Waits for the next frame and hands it on. */
    Result read(Clock clock, long nanos) {
        if (av_read_frame(context, packet) < 0) {
            return Result.END;
        }
        try {
            int stream = packet.stream_index();
            int size = packet.size();
            boolean ours = stream >= 0 && stream < trackOfStream.length && trackOfStream[stream] >= 0;
            if (!ours || size < 1 || size > MAX_FRAME) {
                return Result.OTHER;
            }
            byte[] data = new byte[size];
            packet.data().get(data);
            long pts = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
            if (pts == AV_NOPTS_VALUE) {
                // FFmpeg gives the first picture, a key frame, no time: it is shown one frame before the second.
                first = stream == videoStream && first == null ? data : first;
            } else {
                if (stream == videoStream && first != null) {
                    hand(stream, first, pts - USUAL_FRAME, clock, nanos);
                    first = null;
                }
                hand(stream, data, pts, clock, nanos);
            }
            return stream == videoStream || videoStream < 0 ? Result.VIDEO : Result.OTHER;
        } finally {
            av_packet_unref(packet);
        }
    }

    private void hand(int stream, byte[] data, long pts, Clock clock, long nanos) {
        int needed = RTP_HEADER + AAC_HEADER + data.length;
        if (buffer.capacity() < needed) {
            buffer = ByteBuffer.allocate(Math.max(needed, buffer.capacity() * 2));
        }
        buffer.clear();
        buffer.put((byte) 0x80).put((byte) (0x80 | PAYLOAD_TYPE));
        buffer.putShort((short) sequence[stream]++);
        buffer.putInt((int) pts);
        buffer.putInt(stream + 1);
        if (aac[stream]) {
            buffer.putShort((short) 16).putShort((short) (data.length << 3));
        }
        buffer.put(data);
        playback.rtp(trackOfStream[stream], buffer, 0, buffer.position(), clock.instant(), System.nanoTime());
        playback.tick(clock.instant(), nanos);
    }

    long lost() {
        return playback.lost();
    }

    @Override
    public void close() {
        av_packet_free(packet);
        avformat_close_input(context);
        InterruptCallback.forget(interruption);
    }
}
