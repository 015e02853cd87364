package com.technosupport.vms.detection.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.event.EventMessage.Box;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameRequest;
import com.technosupport.vms.api.media.FrameTap;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.detection.internal.track.Track;
import com.technosupport.vms.detection.internal.track.Tracker;
import com.technosupport.vms.frames.internal.tap.TapConfiguration;
import com.technosupport.vms.frames.internal.tap.TapService;
import com.technosupport.vms.inference.onnx.internal.model.Model;
import com.technosupport.vms.inference.onnx.internal.model.ModelDescription;
import com.technosupport.vms.inference.onnx.internal.model.ModelFiles;
import com.technosupport.vms.inference.onnx.internal.model.OnnxRuntime;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped model and the tracker on real footage, a campus seen from above, against boxes drawn by hand. People who are hidden
 * behind the sign are left out, as is one on the horizon whom nobody would miss.
 */
@Timeout(110)
class AccuracyTest {

    /** Who is in the picture at a second of the footage, in pixels of 1280x720: left, top, right, bottom. */
    private record Moment(int second, int[]... people) {}

    private static final List<Moment> MOMENTS = List.of(
            new Moment(
                    2,
                    new int[] {605, 202, 666, 341},
                    new int[] {728, 268, 802, 412},
                    new int[] {1132, 333, 1205, 508},
                    new int[] {1214, 330, 1260, 497}),
            new Moment(
                    12,
                    new int[] {625, 183, 674, 317},
                    new int[] {848, 236, 900, 376},
                    new int[] {936, 94, 973, 202},
                    new int[] {978, 103, 1016, 209},
                    new int[] {1086, 97, 1126, 219},
                    new int[] {1150, 226, 1196, 385}),
            new Moment(
                    25,
                    new int[] {66, 176, 103, 287},
                    new int[] {323, 134, 369, 256},
                    new int[] {621, 264, 701, 424},
                    new int[] {910, 196, 962, 323},
                    new int[] {997, 305, 1070, 470},
                    new int[] {1058, 82, 1096, 188},
                    new int[] {1098, 90, 1130, 189}),
            new Moment(
                    40, new int[] {457, 216, 503, 356}, new int[] {984, 115, 1028, 216}, new int[] {1146, 381, 1240, 566
                    }));

    /** Behind the sign, half to be seen: whoever is seen there is nobody's illusion. */
    private static final int[] SIGN = {680, 175, 745, 320};

    /** Somebody far away is eleven points wide in what the model is shown: two side by side are drawn a few points off. */
    private static final double SAME = 0.33;

    private static final Duration BEFORE = Duration.ofSeconds(2);
    private static final int EVERY = 5;

    private record Settings() implements TapConfiguration {
        @Override
        public int threads() {
            return 1;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return TapConfiguration.class;
        }
    }

    @TempDir
    private Path natives;

    private static Model shipped(Path natives) throws Exception {
        OnnxRuntime runtime = new OnnxRuntime(natives, "", OnnxRuntime.Provider.CPU, 1);
        try (InputStream json = AccuracyTest.class.getResourceAsStream("/model.json");
                InputStream weights = AccuracyTest.class.getResourceAsStream("/model.onnx")) {
            ModelDescription description = ModelDescription.parse(json.readAllBytes());
            return Model.load(runtime, new ModelFiles(description, weights.readAllBytes()));
        }
    }

    @Test
    void fourOfFivePeopleAreSeen() throws Exception {
        Path file = Path.of(System.getProperty("vms.root", "."))
                .resolve(System.getenv().getOrDefault("VMS_TEST_DATA", "../shared/data"))
                .resolve("video/cam_people_sub_640x360_h264.mp4");
        Assumptions.assumeTrue(Files.exists(file), "test data is absent: " + file + " (set VMS_TEST_DATA)");
        FilmedStream stream = new FilmedStream(file);
        Semaphore available = new Semaphore(0);
        int people = 0;
        int seen = 0;
        int sure = 0;
        long illusions = 0;
        StringBuilder account = new StringBuilder();
        TapService source = new TapService(stream, new Settings());
        try (Model model = shipped(natives);
                FrameTap tap = source.open(
                        new StreamId(new UUID(0, 1)), new FrameRequest("test", 60, false), available::release)) {
            stream.start();
            int next = 0;
            Tracker tracker = null;
            for (int i = 0; next < MOMENTS.size(); i++) {
                Moment moment = MOMENTS.get(next);
                Packet packet = stream.packets().get(i);
                stream.send(packet);
                assertThat(available.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                try (Frame frame = tap.poll().orElseThrow()) {
                    Instant then = Instant.EPOCH.plusSeconds(moment.second());
                    if (frame.time().isBefore(then.minus(BEFORE)) || (moment.second() * 25 - i) % EVERY != 0) {
                        continue;
                    }
                    if (tracker == null) {
                        int[] name = {0};
                        tracker = new Tracker(0.4, false, Duration.ofSeconds(3), () -> "t" + ++name[0]);
                    }
                    List<Track> tracks = tracker.next(frame.time(), model.detect(frame));
                    if (frame.time().isBefore(then)) {
                        continue;
                    }
                    List<Track> left = new ArrayList<>(tracks);
                    left.removeIf(track ->
                            !track.confirmed() || track.lost() || !track.label().equals("person"));
                    for (int[] person : moment.people()) {
                        people++;
                        Track best = left.stream()
                                .filter(track -> overlap(track.box(), person) >= SAME)
                                .findFirst()
                                .orElse(null);
                        if (best == null) {
                            account.append(" missed ")
                                    .append(moment.second())
                                    .append(':')
                                    .append(person[0]);
                        } else {
                            seen++;
                            sure += best.best() >= 0.8 ? 1 : 0;
                            left.remove(best);
                        }
                    }
                    illusions += left.stream()
                            .filter(track -> track.best() >= 0.8 && overlap(track.box(), SIGN) < 0.1)
                            .peek(track -> account.append(" illusion ").append(track.box()))
                            .count();
                    tracker = null;
                    next++;
                }
            }
        }
        String told = seen + " of " + people + " seen, " + sure + " with the default confidence, " + illusions
                + " illusions;" + account;
        System.out.println(told);
        assertThat((double) seen / people).as(told).isGreaterThanOrEqualTo(0.8);
        assertThat(illusions).as(told).isZero();
    }

    private static double overlap(Box box, int[] person) {
        double left = person[0] / 1280.0;
        double top = person[1] / 720.0;
        double right = person[2] / 1280.0;
        double bottom = person[3] / 720.0;
        double w = Math.min(right, box.x() + box.w()) - Math.max(left, box.x());
        double h = Math.min(bottom, box.y() + box.h()) - Math.max(top, box.y());
        if (w <= 0 || h <= 0) {
            return 0;
        }
        return w * h / (box.w() * box.h() + (right - left) * (bottom - top) - w * h);
    }
}
