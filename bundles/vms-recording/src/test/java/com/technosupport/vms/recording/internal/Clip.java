package com.technosupport.vms.recording.internal;

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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerPointer;

/** Real footage as the hub would hand it on; each packet arrives when it is decoded. */
public record Clip(StreamFormat format, List<Packet> packets) {

    public static final Instant START = Instant.parse("2026-03-01T12:00:00.123456Z");

    private static final int TICKS_A_FRAME = 3600;

    /** The simulator's footage, over and over: 25 frames a second, a key frame each second or two. */
    public static Clip simulated(String name, int width, int height, int frames) {
        byte[] bytes;
        try (InputStream in =
                Clip.class.getResourceAsStream("/com/technosupport/vms/simulator/footage/" + name + ".h264")) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<byte[]> pictures = new ArrayList<>();
        List<Boolean> keys = new ArrayList<>();
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        byte[] sps = null;
        byte[] pps = null;
        for (byte[] unit : units(bytes)) {
            int type = unit[0] & 0x1f;
            sps = type == 7 ? unit : sps;
            pps = type == 8 ? unit : pps;
            picture.writeBytes(ByteBuffer.allocate(4).putInt(unit.length).array());
            picture.writeBytes(unit);
            if (type == 1 || type == 5) {
                pictures.add(picture.toByteArray());
                keys.add(type == 5);
                picture.reset();
            }
        }
        Track track = new Track(0, Codec.H264, 90_000, 0, width, height, configuration(sps, pps));
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            int at = i % pictures.size();
            long pts = 1_000_000 + (long) i * TICKS_A_FRAME;
            packets.add(
                    new Packet(0, pts, pts, START.plus(i * 40L, ChronoUnit.MILLIS), keys.get(at), pictures.get(at)));
        }
        return new Clip(new StreamFormat(List.of(track)), packets);
    }

    private static byte[] configuration(byte[] sps, byte[] pps) {
        return ByteBuffer.allocate(11 + sps.length + pps.length)
                .put(new byte[] {1, sps[1], sps[2], sps[3], (byte) 0xff, (byte) 0xe1})
                .putShort((short) sps.length)
                .put(sps)
                .put((byte) 1)
                .putShort((short) pps.length)
                .put(pps)
                .array();
    }

    private static List<byte[]> units(byte[] bytes) {
        List<byte[]> units = new ArrayList<>();
        int start = -1;
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
                if (start >= 0) {
                    units.add(trimmed(bytes, start, i));
                }
                start = i + 3;
                i += 2;
            }
        }
        units.add(trimmed(bytes, start, bytes.length));
        return units;
    }

    private static byte[] trimmed(byte[] bytes, int start, int end) {
        int last = end;
        while (last > start && bytes[last - 1] == 0) {
            last--;
        }
        return Arrays.copyOfRange(bytes, start, last);
    }

    /** Of the test data, that may be absent. */
    public static Clip ofTestData(String name, int most) {
        Path data = Path.of(System.getenv().getOrDefault("VMS_TEST_DATA", "../../../shared/data"));
        Path file = data.resolve("video").resolve(name);
        assumeTrue(Files.isReadable(file), () -> "needs " + file + "; set VMS_TEST_DATA");
        return read(file, most);
    }

    public static Clip read(Path file, int most) {
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
            return new Clip(new StreamFormat(tracks), packets);
        } finally {
            av_packet_free(packet);
            avformat_close_input(context);
        }
    }

    private static Packet copy(AVPacket packet, AVFormatContext context, List<Track> tracks) {
        int index = packet.stream_index();
        byte[] data = new byte[packet.size()];
        packet.data().get(data);
        int rate = tracks.get(index).clockRate();
        try (AVRational ours = new AVRational()) {
            ours.num(1).den(rate);
            AVRational theirs = context.streams(index).time_base();
            long pts = av_rescale_q(packet.pts(), theirs, ours);
            long dts = packet.dts() == AV_NOPTS_VALUE ? pts : av_rescale_q(packet.dts(), theirs, ours);
            boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
            return new Packet(index, pts, dts, START.plus(dts * 1000 / rate, ChronoUnit.MILLIS), key, data);
        }
    }

    private static Track track(int index, AVCodecParameters parameters) {
        int id = parameters.codec_id();
        Codec codec = id == AV_CODEC_ID_H264
                ? Codec.H264
                : id == AV_CODEC_ID_HEVC
                        ? Codec.H265
                        : id == AV_CODEC_ID_AAC ? Codec.AAC : id == AV_CODEC_ID_PCM_ALAW ? Codec.PCMA : Codec.UNKNOWN;
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

    /** The same packet at another time. */
    public static Packet moved(Packet packet, long ticks, long arrivalMillis) {
        byte[] data = new byte[packet.size()];
        packet.data().get(data);
        return new Packet(
                packet.track(),
                packet.pts() + ticks,
                packet.dts() + ticks,
                packet.arrival().plusMillis(arrivalMillis),
                packet.key(),
                data);
    }
}
