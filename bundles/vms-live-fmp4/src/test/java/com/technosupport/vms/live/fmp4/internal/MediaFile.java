package com.technosupport.vms.live.fmp4.internal;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_ALAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

/** Real footage as the hub would hand it on. */
public record MediaFile(StreamFormat format, List<Packet> packets) {

    /** Of the test data, that may be absent. */
    public static MediaFile ofTestData(String name, int most) {
        Path data = Path.of(System.getenv().getOrDefault("VMS_TEST_DATA", "../../../shared/data"));
        Path file = data.resolve("video").resolve(name);
        assumeTrue(Files.isReadable(file), () -> "needs " + file + "; set VMS_TEST_DATA");
        return read(file, most);
    }

    public static MediaFile read(Path file, int most) {
        AVFormatContext context = new AVFormatContext(null);
        if (avformat_open_input(context, file.toString(), null, (AVDictionary) null) < 0) {
            throw new IllegalArgumentException("cannot be read: " + file);
        }
        AVPacket packet = av_packet_alloc();
        try {
            avformat_find_stream_info(context, (PointerPointer<?>) null);
            List<Track> tracks = new ArrayList<>();
            for (int i = 0; i < context.nb_streams(); i++) {
                tracks.add(track(i, context.streams(i).codecpar()));
            }
            List<Packet> packets = new ArrayList<>();
            while (packets.size() < most && av_read_frame(context, packet) >= 0) {
                packets.add(copy(packet, context, tracks));
                av_packet_unref(packet);
            }
            return new MediaFile(new StreamFormat(tracks), packets);
        } finally {
            av_packet_free(packet);
            avformat_close_input(context);
        }
    }

    private static Packet copy(AVPacket packet, AVFormatContext context, List<Track> tracks) {
        int index = packet.stream_index();
        byte[] data = new byte[packet.size()];
        packet.data().get(data);
        try (AVRational ours = new AVRational()) {
            ours.num(1).den(tracks.get(index).clockRate());
            AVRational theirs = context.streams(index).time_base();
            long pts = av_rescale_q(packet.pts(), theirs, ours);
            long dts = packet.dts() == AV_NOPTS_VALUE ? pts : av_rescale_q(packet.dts(), theirs, ours);
            boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
            return new Packet(index, pts, dts, Instant.now(), key, data);
        }
    }

    private static Track track(int index, AVCodecParameters parameters) {
        Codec codec = Codec.UNKNOWN;
        int id = parameters.codec_id();
        codec = id == AV_CODEC_ID_H264 ? Codec.H264 : codec;
        codec = id == AV_CODEC_ID_HEVC ? Codec.H265 : codec;
        codec = id == AV_CODEC_ID_AAC ? Codec.AAC : codec;
        codec = id == AV_CODEC_ID_PCM_ALAW ? Codec.PCMA : codec;
        boolean video = codec.kind() == Codec.Kind.VIDEO;
        byte[] configuration = new byte[parameters.extradata_size()];
        if (configuration.length > 0) {
            parameters.extradata().get(configuration);
        }
        return new Track(
                index,
                codec,
                video ? 90_000 : parameters.sample_rate(),
                video ? 0 : parameters.ch_layout().nb_channels(),
                video ? parameters.width() : 0,
                video ? parameters.height() : 0,
                configuration);
    }
}
