package com.technosupport.vms.frames.internal.transcode;

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
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.junit.jupiter.api.Assumptions;

/** The beginning of a file of the test data, as the hub would give it. */
public record Clip(StreamFormat format, List<Packet> packets) {

    public static Clip of(String name, int most) throws IOException {
        String root = System.getenv().getOrDefault("VMS_TEST_DATA", "../shared/data");
        Path file = Path.of(System.getProperty("vms.root", "."))
                .resolve(root)
                .resolve("video")
                .resolve(name);
        Assumptions.assumeTrue(Files.exists(file), "test data is absent: " + name + " (set VMS_TEST_DATA)");
        AVFormatContext input = new AVFormatContext(null);
        if (avformat_open_input(input, file.toString(), (AVInputFormat) null, (AVDictionary) null) < 0) {
            throw new IOException("not opened: " + name);
        }
        AVPacket packet = av_packet_alloc();
        try {
            List<Track> tracks = new ArrayList<>();
            for (int i = 0; i < input.nb_streams(); i++) {
                tracks.add(track(i, input.streams(i), name.contains("bframes")));
            }
            List<Packet> packets = new ArrayList<>();
            while (packets.size() < most && av_read_frame(input, packet) >= 0) {
                AVStream stream = input.streams(packet.stream_index());
                double ticks = (double) tracks.get(packet.stream_index()).clockRate()
                        * stream.time_base().num()
                        / stream.time_base().den();
                byte[] data = new byte[packet.size()];
                packet.data().get(data);
                packets.add(new Packet(
                        packet.stream_index(),
                        Math.round(packet.pts() * ticks),
                        Math.round(packet.dts() * ticks),
                        Instant.EPOCH,
                        (packet.flags() & AV_PKT_FLAG_KEY) != 0,
                        data));
                av_packet_unref(packet);
            }
            return new Clip(new StreamFormat(tracks), packets);
        } finally {
            av_packet_free(packet);
            avformat_close_input(input);
        }
    }

    private static Track track(int index, AVStream stream, boolean reordered) {
        AVCodecParameters parameters = stream.codecpar();
        byte[] configuration = new byte[parameters.extradata_size()];
        if (configuration.length > 0) {
            parameters.extradata().get(configuration);
        }
        int id = parameters.codec_id();
        if (id == AV_CODEC_ID_H264 || id == AV_CODEC_ID_HEVC) {
            Codec codec = id == AV_CODEC_ID_HEVC ? Codec.H265 : Codec.H264;
            return new Track(
                    index, codec, 90_000, 0, parameters.width(), parameters.height(), configuration, reordered);
        }
        Codec codec = id == AV_CODEC_ID_AAC ? Codec.AAC : id == AV_CODEC_ID_PCM_ALAW ? Codec.PCMA : Codec.UNKNOWN;
        return new Track(
                index,
                codec,
                parameters.sample_rate(),
                parameters.ch_layout().nb_channels(),
                0,
                0,
                codec == Codec.AAC ? configuration : new byte[0]);
    }

    public Track video() {
        return format.video().orElseThrow();
    }

    public List<Packet> pictures() {
        return packets.stream()
                .filter(packet -> packet.track() == video().index())
                .toList();
    }

    /** The pictures alone. */
    public Clip silent() {
        Track video = video();
        Track alone = new Track(
                0,
                video.codec(),
                video.clockRate(),
                0,
                video.width(),
                video.height(),
                video.configuration(),
                video.reordered());
        List<Packet> pictures =
                pictures().stream().map(packet -> moved(packet, 0, 0)).toList();
        return new Clip(new StreamFormat(List.of(alone)), pictures);
    }

    public static Packet moved(Packet packet, int track, long ticks) {
        byte[] data = new byte[packet.size()];
        packet.data().get(data);
        return new Packet(track, packet.pts() + ticks, packet.dts() + ticks, packet.arrival(), packet.key(), data);
    }
}
