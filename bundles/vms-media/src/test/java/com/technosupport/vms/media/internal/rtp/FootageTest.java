package com.technosupport.vms.media.internal.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.model.Codec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real streams, cut into RTP packets and put together again: the same bytes, key frames and, within what muxers need, times. */
class FootageTest {

    private static final int FRAMES = 200;

    /** A frame as the file has it. */
    private record Frame(byte[] data, long pts, boolean key) {}

    @ParameterizedTest
    @CsvSource({
        "cam_people_720p25_h265_aac.mp4, 1280, 720",
        "cam_people_720p25_h264_aac.mp4, 1280, 720",
        "cam_person_432p15_h264_bframes.mp4, 768, 432",
        "cam_people_sub_640x360_h264.mp4, 640, 360"
    })
    void comesThroughUnchanged(String name, int width, int height) throws Exception {
        String root = System.getenv().getOrDefault("VMS_TEST_DATA", "../shared/data");
        Path file = Path.of(System.getProperty("vms.root", "."))
                .resolve(root)
                .resolve("video")
                .resolve(name);
        Assumptions.assumeTrue(Files.exists(file), "test data is absent: " + name + " (set VMS_TEST_DATA)");

        List<Frame> frames = new ArrayList<>();
        List<byte[]> sets = new ArrayList<>();
        byte[] record = read(file, frames, sets);
        boolean h265 = name.contains("h265");

        Collected out = new Collected();
        TrackDescription description = new TrackDescription(
                h265 ? Codec.H265 : Codec.H264, RtpSender.PAYLOAD_TYPE, 90_000, 0, new byte[0], sets, 0, 0, 0);
        RtpReceiver receiver = new RtpReceiver(0, description, new Timeline(), true, out);
        out.receiver = receiver;
        receiver.begin();
        assertThat(out.tracks).hasSize(1);
        assertThat(out.tracks.get(0).width()).isEqualTo(width);
        assertThat(out.tracks.get(0).height()).isEqualTo(height);
        // The profile and the sets are the file's own.
        assertThat(out.tracks.get(0).configuration()).startsWith(record[0], record[1], record[2], record[3]);

        RtpSender sender = new RtpSender(h265, 1400);
        long nanos = 0;
        for (Frame frame : frames) {
            nanos += 1_000_000_000L / 25;
            for (byte[] packet : sender.packets(frame.pts(), units(frame.data()))) {
                receiver.packet(ByteBuffer.wrap(packet), 0, packet.length, Instant.EPOCH, nanos);
            }
        }

        assertThat(out.packets).hasSameSizeAs(frames);
        long offset = frames.get(0).pts() - out.packets.get(0).pts();
        long lastDts = Long.MIN_VALUE;
        for (int i = 0; i < frames.size(); i++) {
            Packet packet = out.packets.get(i);
            byte[] bytes = new byte[packet.size()];
            packet.data().get(bytes);
            byte[] expected = withoutDelimitersAndFiller(frames.get(i).data(), h265);
            assertThat(Arrays.equals(bytes, expected)).as("frame %d", i).isTrue();
            assertThat(packet.key()).isEqualTo(frames.get(i).key());
            assertThat(packet.pts() + offset).isEqualTo(frames.get(i).pts());
            assertThat(packet.dts()).isGreaterThan(lastDts).isLessThanOrEqualTo(packet.pts());
            lastDts = packet.dts();
        }
    }

    private static byte[] withoutDelimitersAndFiller(byte[] data, boolean h265) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] unit : units(data)) {
            int type = h265 ? (unit[0] >> 1) & 0x3f : unit[0] & 0x1f;
            if (type != (h265 ? 35 : 9) && type != (h265 ? 38 : 12)) {
                out.writeBytes(ByteBuffer.allocate(4).putInt(unit.length).array());
                out.writeBytes(unit);
            }
        }
        return out.toByteArray();
    }

    private static List<byte[]> units(byte[] data) {
        List<byte[]> units = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(data);
        while (in.hasRemaining()) {
            byte[] unit = new byte[in.getInt()];
            in.get(unit);
            units.add(unit);
        }
        return units;
    }

    private static byte[] read(Path file, List<Frame> frames, List<byte[]> sets) {
        AVFormatContext input = new AVFormatContext(null);
        assertThat(avformat_open_input(input, file.toString(), (AVInputFormat) null, (AVDictionary) null))
                .isZero();
        AVPacket packet = av_packet_alloc();
        try {
            int video = 0;
            while (input.streams(video).codecpar().codec_type() != AVMEDIA_TYPE_VIDEO) {
                video++;
            }
            byte[] record = new byte[input.streams(video).codecpar().extradata_size()];
            input.streams(video).codecpar().extradata().get(record);
            sets(record, input.streams(video).codecpar().codec_id() == AV_CODEC_ID_HEVC, sets);
            AVRational clock = new AVRational().num(1).den(90_000);
            while (frames.size() < FRAMES && av_read_frame(input, packet) >= 0) {
                if (packet.stream_index() == video) {
                    av_packet_rescale_ts(packet, input.streams(video).time_base(), clock);
                    byte[] data = new byte[packet.size()];
                    packet.data().get(data);
                    frames.add(new Frame(data, packet.pts(), (packet.flags() & AV_PKT_FLAG_KEY) != 0));
                }
                av_packet_unref(packet);
            }
            return record;
        } finally {
            av_packet_free(packet);
            avformat_close_input(input);
        }
    }

    /** The parameter sets in an avcC or hvcC record. */
    private static void sets(byte[] record, boolean h265, List<byte[]> sets) {
        ByteBuffer in = ByteBuffer.wrap(record);
        if (h265) {
            in.position(22);
            int arrays = in.get();
            for (int i = 0; i < arrays; i++) {
                in.get();
                take(in, in.getShort(), sets);
            }
        } else {
            in.position(5);
            take(in, in.get() & 0x1f, sets);
            take(in, in.get(), sets);
        }
    }

    private static void take(ByteBuffer in, int count, List<byte[]> sets) {
        for (int i = 0; i < count; i++) {
            byte[] set = new byte[in.getShort()];
            in.get(set);
            sets.add(set);
        }
    }
}
