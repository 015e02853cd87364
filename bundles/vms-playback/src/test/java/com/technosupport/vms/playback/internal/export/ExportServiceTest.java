package com.technosupport.vms.playback.internal.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ExportId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Export;
import com.technosupport.vms.api.recording.ExportContent;
import com.technosupport.vms.api.recording.ExportRequest;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.playback.internal.Clips;
import com.technosupport.vms.playback.internal.FakeMasks;
import com.technosupport.vms.playback.internal.FolderRecordings;
import com.technosupport.vms.playback.verify.VerifyAccess;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportServiceTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Actor ANN = new Actor("ann", "192.0.2.7");

    @TempDir
    Path folder;

    private final FolderRecordings recordings = new FolderRecordings();
    private final FakeMasks masks = new FakeMasks();
    private final CameraId camera = CameraId.next(Clock.systemUTC());
    private final CameraId other = CameraId.next(Clock.systemUTC());
    private ExportService exports;

    @BeforeEach
    void start() throws Exception {
        exports = service(Clock.systemUTC());
        exports.start();
    }

    private ExportService service(Clock clock) throws Exception {
        ExportService service = new ExportService(clock, folder.resolve("data"), Duration.ofDays(30), 0, 5);
        service.recordings = recordings;
        service.masks = masks;
        return service;
    }

    @AfterEach
    void stop() throws Exception {
        exports.close();
    }

    private ExportRequest request(double from, double to, ExportRequest.Format format, CameraId... cameras) {
        Map<CameraId, String> named = new LinkedHashMap<>();
        for (CameraId each : cameras) {
            named.put(each, each.equals(camera) ? "Front door / Süd" : "Yard");
        }
        return new ExportRequest(
                named,
                StreamRole.MAIN,
                NOON.plusMillis(Math.round(from * 1000)),
                NOON.plusMillis(Math.round(to * 1000)),
                format,
                ANN);
    }

    private Export ended(ExportId id) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            Export export = exports.get(id).orElseThrow();
            if (export.expires().isPresent()) {
                return export;
            }
            assertThat(System.nanoTime()).as("no end of %s", export).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private Export made(ExportRequest request) throws InterruptedException {
        Export export = ended(exports.start(request).id());
        assertThat(export.state()).as(export.detail()).isEqualTo(Export.State.DONE);
        return export;
    }

    private Path download(ExportContent content) throws Exception {
        Path file = folder.resolve(content.name());
        try (OutputStream out = Files.newOutputStream(file)) {
            content.write(0, content.size(), out);
        }
        assertThat(Files.size(file)).isEqualTo(content.size());
        return file;
    }

    private void record(String name, double at, double from, double seconds) throws Exception {
        recordings.add(camera, NOON.plusMillis(Math.round(at * 1000)), Clips.matroska(folder, name, from, seconds));
    }

    @Test
    void a_clip_begins_and_ends_at_the_picture_that_was_asked_for() throws Exception {
        record(Clips.H264_AAC, 0, 0, 6);
        Export export = made(request(2.6, 5.2, ExportRequest.Format.MP4, camera));
        assertThat(export.files()).hasSize(1);
        assertThat(export.files().get(0).name()).isEqualTo("Front-door-Sud_20260301T120002Z.mp4");
        assertThat(export.files().get(0).pieces())
                .containsExactly(new Export.Piece(NOON.plusMillis(2600), NOON.plusMillis(5200), 0));
        Path clip = download(exports.content(export.id()));
        List<Double> pictures = Clips.pictures(clip);
        assertThat(pictures).hasSize(65);
        assertThat(pictures.get(0)).isCloseTo(0, within(0.001));
        assertThat(pictures.get(64)).isCloseTo(2.56, within(0.001));
        assertThat(Clips.complaints(clip)).isEmpty();
    }

    @Test
    void segments_become_one_clip_without_a_seam_and_gaps_are_told_of() throws Exception {
        record(Clips.H264_AAC, 0, 0, 2);
        RecordedSegment first = recordings
                .footage(camera, StreamRole.MAIN, NOON, NOON.plusSeconds(9), 9)
                .segments()
                .get(0);
        recordings.add(camera, first.end(), Clips.matroska(folder, Clips.H264_AAC, 2, 2));
        record(Clips.H264_AAC, 60, 4, 2);
        recordings.add(new RecordingGap(
                camera,
                StreamRole.MAIN,
                NOON.plusSeconds(4),
                Optional.of(NOON.plusSeconds(60)),
                RecordingGap.Cause.NETWORK_LOSS,
                ""));
        Export export = made(request(-10, 100, ExportRequest.Format.MP4, camera));
        List<Export.Piece> pieces = export.files().get(0).pieces();
        assertThat(pieces).hasSize(2);
        assertThat(pieces.get(1).from()).isBetween(NOON.plusSeconds(60), NOON.plusMillis(60_040));
        assertThat(pieces.get(1).offsetMillis())
                .isEqualTo(Duration.between(pieces.get(0).from(), pieces.get(0).to())
                        .toMillis());
        Path clip = download(exports.content(export.id()));
        assertThat(Clips.complaints(clip)).isEmpty();
        List<Double> pictures = Clips.pictures(clip);
        assertThat(pictures).hasSize(150);
        for (int i = 1; i < pictures.size(); i++) {
            // A clip may begin with some milliseconds of sound.
            assertThat(pictures.get(i) - pictures.get(i - 1)).isBetween(0.015, 0.08);
        }
        Path evidence = download(exports.evidence(export.id()));
        try (ZipFile zip = new ZipFile(evidence.toFile())) {
            String manifest =
                    new String(zip.getInputStream(zip.getEntry("manifest.txt")).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(manifest)
                    .contains("Asked-By: ann 192.0.2.7\n", "Camera: " + camera + " Front door / Süd\n")
                    .contains("Missing: " + camera + " " + NOON.plusSeconds(4) + " " + NOON.plusSeconds(60)
                            + " NETWORK_LOSS\n");
        }
    }

    @Test
    void pictures_out_of_order_are_kept() throws Exception {
        record(Clips.B_FRAMES, 0, 0, 4);
        for (ExportRequest.Format format : ExportRequest.Format.values()) {
            Export export = made(request(0, 9, format, camera));
            Path clip = download(exports.content(export.id()));
            List<Double> recorded = Clips.pictures(recordings.file(recordings
                    .footage(camera, StreamRole.MAIN, NOON, NOON.plusSeconds(9), 9)
                    .segments()
                    .get(0)
                    .id()));
            List<Double> pictures = Clips.pictures(clip);
            assertThat(pictures).as(format.name()).hasSameSizeAs(recorded);
            for (int i = 0; i < pictures.size(); i++) {
                assertThat(pictures.get(i) - pictures.get(0))
                        .isCloseTo(recorded.get(i) - recorded.get(0), within(0.002));
            }
            assertThat(Clips.complaints(clip)).isEmpty();
        }
    }

    @Test
    void matroska_begins_at_the_key_frame_and_keeps_every_sound() throws Exception {
        record(Clips.H264_PCMA, 0, 0, 6);
        Export mkv = made(request(3, 5, ExportRequest.Format.MKV, camera));
        Export.Piece piece = mkv.files().get(0).pieces().get(0);
        assertThat(piece.from()).isBeforeOrEqualTo(NOON.plusSeconds(3));
        Path clip = download(exports.content(mkv.id()));
        assertThat(Clips.complaints(clip).lines().filter(line -> !line.contains("guessed channel layout")))
                .isEmpty();
        assertThat(Clips.run(
                        "ffprobe",
                        "-v",
                        "error",
                        "-show_entries",
                        "stream=codec_name",
                        "-of",
                        "csv=p=0",
                        clip.toString()))
                .contains("pcm_alaw");
    }

    @Test
    void sound_that_mp4_does_not_take_is_coded_anew_and_stays_where_it_was() throws Exception {
        record(Clips.H264_PCMA, 0, 0, 6);
        Export mp4 = made(request(1, 5, ExportRequest.Format.MP4, camera));
        assertThat(mp4.detail()).isEmpty();
        Path clip = download(exports.content(mp4.id()));
        assertThat(Clips.complaints(clip)).isEmpty();
        String said = Clips.run(
                "ffprobe",
                "-v",
                "error",
                "-select_streams",
                "a",
                "-show_entries",
                "stream=codec_name,start_time,duration",
                "-of",
                "default=nw=1",
                clip.toString());
        assertThat(said).contains("codec_name=aac");
        double start = number(said, "start_time");
        assertThat(start).isBetween(0.0, 0.15);
        assertThat(start + number(said, "duration")).isBetween(3.8, 4.2);
        // As loud as it was.
        double before = volume(recordings.file(recordings
                .footage(camera, StreamRole.MAIN, NOON, NOON.plusSeconds(9), 1)
                .segments()
                .get(0)
                .id()));
        assertThat(volume(clip)).isCloseTo(before, within(3.0));
    }

    private static double number(String text, String name) {
        Matcher found = Pattern.compile(name + "[=:] ?(-?[0-9.]+)").matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return Double.parseDouble(found.group(1));
    }

    private static double volume(Path file) throws Exception {
        return number(
                Clips.run(
                        "ffmpeg",
                        "-hide_banner",
                        "-i",
                        file.toString(),
                        "-vn",
                        "-af",
                        "volumedetect",
                        "-f",
                        "null",
                        "-"),
                "mean_volume");
    }

    @Test
    void what_a_mask_hides_is_black_in_each_picture_and_the_rest_is_not() throws Exception {
        record(Clips.B_FRAMES, 0, 0, 4);
        List<Double> recorded = Clips.pictures(recordings.file(recordings
                .footage(camera, StreamRole.MAIN, NOON, NOON.plusSeconds(9), 1)
                .segments()
                .get(0)
                .id()));
        masks.save(camera, FakeMasks.LEFT);
        for (ExportRequest.Format format : ExportRequest.Format.values()) {
            Export export = made(request(0, 9, format, camera));
            Path clip = download(exports.content(export.id()));
            assertThat(Clips.complaints(clip)).isEmpty();
            assertThat(Clips.pictures(clip)).hasSize(recorded.size());
            assertThat(brightest(clip, "iw/2:ih:0:0")).isLessThanOrEqualTo(24);
            assertThat(brightest(clip, "iw/2:ih:iw/2:0")).isGreaterThan(100);
            Path archive = download(exports.evidence(export.id()));
            assertThat(Clips.run("unzip", "-p", archive.toString(), "manifest.txt"))
                    .contains("Masked: " + camera);
        }
    }

    /** The brightest point of a part of all pictures. */
    private static double brightest(Path clip, String crop) throws Exception {
        String said = Clips.run(
                "ffmpeg",
                "-hide_banner",
                "-i",
                clip.toString(),
                "-an",
                "-vf",
                "crop=" + crop + ",signalstats,metadata=print:key=lavfi.signalstats.YMAX",
                "-f",
                "null",
                "-");
        double most = 0;
        Matcher found = Pattern.compile("YMAX=([0-9.]+)").matcher(said);
        while (found.find()) {
            most = Math.max(most, Double.parseDouble(found.group(1)));
        }
        return most;
    }

    @Test
    void h265_and_another_format_in_the_middle_make_another_file() throws Exception {
        record(Clips.H264_AAC, 0, 0, 2);
        record(Clips.H265_AAC, 4.1, 0, 1);
        Export export = made(request(0, 9, ExportRequest.Format.MP4, camera));
        assertThat(export.files()).hasSize(2);
        ExportContent content = exports.content(export.id());
        assertThat(content.contentType()).isEqualTo("application/zip");
        Path archive = download(content);
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        Clips.run("unzip", "-q", archive.toString(), "-d", unpacked.toString());
        for (Export.File file : export.files()) {
            assertThat(Clips.complaints(unpacked.resolve(file.name()))).isEmpty();
        }
        assertThat(VerifyAccess.verify(unpacked.toString()))
                .contains("GENUINE: " + export.files().get(1).name());
    }

    @Test
    void several_cameras_are_one_archive_that_verifies_until_a_byte_is_changed() throws Exception {
        record(Clips.H264_AAC, 0, 0, 4);
        recordings.add(other, NOON, Clips.matroska(folder, Clips.B_FRAMES, 0, 4));
        Export export = made(request(1, 3, ExportRequest.Format.MP4, camera, other));
        Path archive = download(exports.content(export.id()));
        Path key = Files.writeString(folder.resolve("server.pem"), exports.publicKey());
        assertThat(VerifyAccess.verify(archive.toString()))
                .startsWith("0\n")
                .contains("GENUINE: Front-door-Sud_", "GENUINE: Yard_", "Compare it with the server's own");
        assertThat(VerifyAccess.verify(archive.toString(), "--key", key.toString()))
                .startsWith("0\n")
                .doesNotContain("Compare");
        byte[] bytes = Files.readAllBytes(archive);
        int middle = indexOf(bytes, "mdat") + 5000;
        bytes[middle] ^= 1;
        Files.write(archive, bytes);
        assertThat(VerifyAccess.verify(archive.toString())).startsWith("1\n");
        bytes[middle] ^= 1;
        // Another range in the manifest.
        bytes[indexOf(bytes, "Range: 2026") + 8] ^= 1;
        Files.write(archive, bytes);
        assertThat(VerifyAccess.verify(archive.toString())).startsWith("1\n");
        // Signed by somebody else.
        SigningKey forger = SigningKey.of(folder.resolve("forger").resolve("key.pem"));
        Files.writeString(key, forger.publicKey());
        bytes[indexOf(bytes, "Range: 2126") + 8] ^= 1;
        Files.write(archive, bytes);
        assertThat(VerifyAccess.verify(archive.toString())).startsWith("0\n");
        assertThat(VerifyAccess.verify(archive.toString(), "--key", key.toString()))
                .startsWith("1\n")
                .contains("not signed by this key");
    }

    private static int indexOf(byte[] bytes, String... texts) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        return Stream.of(texts)
                .mapToInt(all::indexOf)
                .filter(at -> at >= 0)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void any_part_of_an_archive_is_downloaded() throws Exception {
        record(Clips.H264_AAC, 0, 0, 2);
        ExportContent content = exports.evidence(
                made(request(0, 2, ExportRequest.Format.MP4, camera)).id());
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        content.write(0, content.size(), whole);
        byte[] bytes = whole.toByteArray();
        for (long from = 0; from < bytes.length; from += bytes.length / 23) {
            for (long length : new long[] {1, 100, bytes.length / 3}) {
                ByteArrayOutputStream part = new ByteArrayOutputStream();
                long fitting = Math.min(length, bytes.length - from);
                content.write(from, fitting, part);
                assertThat(part.toByteArray()).isEqualTo(Arrays.copyOfRange(bytes, (int) from, (int) (from + fitting)));
            }
        }
    }

    @Test
    void what_was_not_done_is_made_after_a_restart() throws Exception {
        record(Clips.H264_AAC, 0, 0, 4);
        exports.close();
        ExportService before = service(Clock.systemUTC());
        ExportId id =
                before.start(request(0, 4, ExportRequest.Format.MP4, camera)).id();
        Path own = folder.resolve("data/exports").resolve(id.toString());
        Files.writeString(own.resolve("half.mp4.part"), "half");
        Files.createDirectory(folder.resolve("data/exports/unknown"));
        exports = service(Clock.systemUTC());
        assertThat(exports.publicKey()).isEqualTo(before.publicKey());
        exports.start();
        assertThat(ended(id).state()).isEqualTo(Export.State.DONE);
        assertThat(own.resolve("half.mp4.part")).doesNotExist();
        assertThat(folder.resolve("data/exports/unknown")).doesNotExist();
        exports.close();
        exports = service(Clock.systemUTC());
        exports.start();
        assertThat(Clips.complaints(download(exports.content(id)))).isEmpty();
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("data/secrets/export-signing.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void what_a_power_cut_may_have_damaged_is_made_anew() throws Exception {
        record(Clips.H264_AAC, 0, 0, 4);
        ExportId id =
                exports.start(request(0, 4, ExportRequest.Format.MP4, camera)).id();
        Export made = ended(id);
        exports.close();
        // As it is between the end of an export and the moment when the disk has all of it.
        Path own = folder.resolve("data/exports").resolve(id.toString());
        Path state = own.resolve("export.properties");
        assertThat(Files.readString(state)).doesNotContain("unsafe");
        Files.writeString(state, Files.readString(state) + "unsafe=true\n");
        Files.writeString(own.resolve(made.files().get(0).name()), "half");
        exports = service(Clock.systemUTC());
        exports.start();
        Export again = ended(id);
        assertThat(again.state()).isEqualTo(Export.State.DONE);
        assertThat(again.files()).hasSize(1);
        assertThat(again.files().get(0).sha256()).isEqualTo(made.files().get(0).sha256());
        assertThat(Clips.complaints(download(exports.content(id)))).isEmpty();
    }

    @Test
    void exports_are_deleted_when_they_are_old_or_not_wanted() throws Exception {
        record(Clips.H264_AAC, 0, 0, 2);
        Export export = made(request(0, 2, ExportRequest.Format.MP4, camera));
        Export second = made(request(0, 2, ExportRequest.Format.MP4, camera));
        assertThat(exports.list()).extracting(Export::id).containsExactly(second.id(), export.id());
        exports.delete(second.id());
        assertThat(exports.get(second.id())).isEmpty();
        awaitGone(folder.resolve("data/exports").resolve(second.id().toString()));
        assertThatThrownBy(() -> exports.delete(second.id()))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        exports.close();
        exports = service(Clock.fixed(Instant.now().plus(Duration.ofDays(31)), ZoneOffset.UTC));
        exports.start();
        awaitGone(folder.resolve("data/exports").resolve(export.id().toString()));
    }

    private static void awaitGone(Path own) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (Files.exists(own) && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(own).doesNotExist();
    }

    @Test
    void a_range_without_footage_fails_and_so_does_a_full_disk() throws Exception {
        record(Clips.H264_AAC, 0, 0, 2);
        Export export = ended(
                exports.start(request(50, 60, ExportRequest.Format.MP4, camera)).id());
        assertThat(export.state()).isEqualTo(Export.State.FAILED);
        assertThat(export.detail()).isEqualTo("There is no footage of that time");
        assertThatThrownBy(() -> exports.content(export.id())).isInstanceOf(VmsException.class);
        ExportService full =
                new ExportService(Clock.systemUTC(), folder.resolve("full"), Duration.ofDays(1), 1L << 60, 5);
        assertThatThrownBy(() -> full.start(request(0, 2, ExportRequest.Format.MP4, camera)))
                .hasMessage("The disk is too full for exports");
    }
}
