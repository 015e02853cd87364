package com.technosupport.vms.frames.internal;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.junit.jupiter.api.Assumptions;

/** The first key frame of a file of the test data. */
record Footage(Track track, Packet keyFrame) {

    static Footage of(String name) throws IOException {
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
            int video = 0;
            while (input.streams(video).codecpar().codec_type() != AVMEDIA_TYPE_VIDEO) {
                video++;
            }
            AVCodecParameters parameters = input.streams(video).codecpar();
            byte[] configuration = new byte[parameters.extradata_size()];
            parameters.extradata().get(configuration);
            Codec codec = parameters.codec_id() == AV_CODEC_ID_HEVC ? Codec.H265 : Codec.H264;
            Track track = new Track(0, codec, 90_000, 0, parameters.width(), parameters.height(), configuration);
            while (av_read_frame(input, packet) >= 0) {
                if (packet.stream_index() == video && (packet.flags() & AV_PKT_FLAG_KEY) != 0) {
                    byte[] data = new byte[packet.size()];
                    packet.data().get(data);
                    return new Footage(track, new Packet(0, 0, 0, Instant.EPOCH, true, data));
                }
                av_packet_unref(packet);
            }
            throw new IOException("no key frame in " + name);
        } finally {
            av_packet_free(packet);
            avformat_close_input(input);
        }
    }
}
