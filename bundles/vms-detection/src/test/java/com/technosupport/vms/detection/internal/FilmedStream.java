package com.technosupport.vms.detection.internal;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/** A hub that gives the pictures of an H.264 file whose first stream is its video, one at a time, as its test asks. */
final class FilmedStream implements StreamHub {

    private final List<Packet> packets = new ArrayList<>();
    private final Track track;
    private PacketSink sink;

    FilmedStream(Path file) throws IOException {
        AVFormatContext input = new AVFormatContext(null);
        if (avformat_open_input(input, file.toString(), (AVInputFormat) null, (AVDictionary) null) < 0) {
            throw new IOException("not opened: " + file);
        }
        AVPacket packet = av_packet_alloc();
        try {
            AVCodecParameters parameters = input.streams(0).codecpar();
            byte[] configuration = new byte[parameters.extradata_size()];
            parameters.extradata().get(configuration);
            track = new Track(0, Codec.H264, 90_000, 0, parameters.width(), parameters.height(), configuration);
            double seconds = (double) input.streams(0).time_base().num()
                    / input.streams(0).time_base().den();
            while (av_read_frame(input, packet) >= 0) {
                if (packet.stream_index() == 0) {
                    byte[] data = new byte[packet.size()];
                    packet.data().get(data);
                    double at = packet.pts() * seconds;
                    packets.add(new Packet(
                            0,
                            Math.round(at * 90_000),
                            Math.round(at * 90_000),
                            Instant.EPOCH.plusMillis(Math.round(at * 1000)),
                            (packet.flags() & AV_PKT_FLAG_KEY) != 0,
                            data));
                }
                av_packet_unref(packet);
            }
        } finally {
            av_packet_free(packet);
            avformat_close_input(input);
        }
    }

    List<Packet> packets() {
        return packets;
    }

    void start() {
        sink.started(new StreamFormat(List.of(track)), List.of());
    }

    void send(Packet packet) {
        sink.packet(packet);
    }

    @Override
    public Subscription subscribe(StreamId stream, String name, int queueBytes, PacketSink given) {
        sink = given;
        return new Subscription() {
            @Override
            public List<Packet> recent() {
                return List.of();
            }

            @Override
            public long dropped() {
                return 0;
            }

            @Override
            public void close() {
                // The test ends it.
            }
        };
    }

    @Override
    public Optional<StreamFormat> format(StreamId stream) {
        return Optional.empty();
    }

    @Override
    public void requestKeyFrame(StreamId stream) {
        // There is what there is.
    }

    @Override
    public List<StreamStatistics> statistics() {
        return List.of();
    }
}
