package com.technosupport.vms.rules.internal.still;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.rules.internal.Samples;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stills as files, and what stands where there is none. */
class EventStillsTest {

    @TempDir
    Path directory;

    private final List<String> linked = new CopyOnWriteArrayList<>();
    private EventStills stills;

    @BeforeEach
    void start() throws Exception {
        Files.createDirectories(directory.resolve("events"));
        Files.write(directory.resolve("events/half.part"), new byte[10]);
        stills = new EventStills(directory, Duration.ofSeconds(30), Samples.CLOCK);
        stills.updates = (id, path) -> {
            linked.add(path);
            EnrichedEvent event = Samples.event("A");
            return new EnrichedEvent(
                    event.message(),
                    event.cameraName(),
                    event.siteName(),
                    event.severity(),
                    Optional.of(path),
                    event.receivedAt());
        };
    }

    private static BufferedImage image(byte[] jpeg) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(jpeg));
    }

    private static EnrichedEvent boxed() {
        return Samples.event(
                "PersonDetected",
                Optional.of(Samples.GATE),
                Samples.CLOCK.instant(),
                Optional.of("person"),
                OptionalDouble.of(0.9),
                Optional.of(new EventMessage.Box(0.25, 0.25, 0.5, 0.5)),
                Map.of());
    }

    @Test
    void whatHasNoPictureGetsOneThatSaysSo() throws Exception {
        assertThat(directory.resolve("events/half.part")).as("left by a crash").doesNotExist();
        EnrichedEvent event = boxed();
        assertThatThrownBy(() -> stills.keep(event, false))
                .as("the device registry may come")
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
        stills.keep(event, true);
        Path file = directory.resolve("events/" + event.message().id() + ".jpg");
        assertThat(linked).containsExactly("events/" + event.message().id() + ".jpg");
        BufferedImage placeholder = image(Files.readAllBytes(file));
        assertThat(placeholder.getWidth()).isEqualTo(640);
        int bright = 0;
        for (int y = 60; y < 300; y++) {
            for (int x = 60; x < 580; x++) {
                bright += new Color(placeholder.getRGB(x, y)).getRed() > 200 ? 1 : 0;
            }
        }
        assertThat(bright).as("points of letters").isGreaterThan(300);

        byte[] drawn = stills.picture(event, true);
        assertThat(stills.picture(event, false)).isEqualTo(Files.readAllBytes(file));
        Color edge = new Color(image(drawn).getRGB(160, 180));
        assertThat(edge.getRed()).isGreaterThan(180);
        assertThat(edge.getBlue()).as("of the box: amber").isLessThan(120);
        assertThat(Files.readAllBytes(file))
                .as("drawn on what is given out, not on what is kept")
                .isNotEqualTo(drawn);
        assertThatThrownBy(() -> stills.picture(Samples.event("A"), false))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void theStillOfAnEventThatIsGoneIsDeleted() throws Exception {
        stills.updates = (id, path) -> {
            throw new VmsException(ErrorCode.NOT_FOUND, "It was expired");
        };
        assertThatThrownBy(() -> stills.keep(boxed(), true)).isInstanceOf(VmsException.class);
        try (Stream<Path> left = Files.list(directory.resolve("events"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void manyWhoWantTheSameGetOne() throws Exception {
        EnrichedEvent event = boxed();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<EnrichedEvent>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(threads.submit(() -> stills.keep(event, true)));
            }
            for (Future<EnrichedEvent> each : all) {
                assertThat(each.get().snapshotPath()).isPresent();
            }
        } finally {
            threads.shutdownNow();
        }
        try (Stream<Path> left = Files.list(directory.resolve("events"))) {
            assertThat(left).hasSize(1);
        }
    }
}
