package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A process that records one camera, faster than life, until it is killed. Says after each picture when it was sent. */
final class KilledWriter {

    private static final int FRAMES = 20_000;
    private static final long STEP_MILLIS = 40;

    private KilledWriter() {}

    public static void main(String[] arguments) throws InterruptedException {
        OneCamera camera = new OneCamera();
        MemoryStore store = new MemoryStore();
        RecordingPolicy usual = RecordingPolicy.DEFAULT;
        store.policies.put(
                OneCamera.ID,
                new RecordingPolicy(
                        RecordingMode.CONTINUOUS,
                        usual.schedule(),
                        usual.stream(),
                        usual.preRoll(),
                        usual.postRoll(),
                        Duration.ofSeconds(10),
                        usual.segmentBytes(),
                        usual.retentionDays(),
                        usual.retentionBytes()));
        Recording recording = new Recording(
                RecordingTest.settings(arguments[0]),
                camera,
                camera,
                store,
                new RecordingTest.OneSite(),
                Clock.systemUTC());
        Clip clip = Clip.simulated("yard-sub", 640, 360, FRAMES);
        while (!camera.hasReader()) {
            Thread.sleep(10);
        }
        camera.start(clip.format());
        Instant began = Instant.now();
        for (int i = 0; i < FRAMES; i++) {
            // In life's own time, which is what is to be lost less than a second of.
            Instant due = began.plusMillis(i * STEP_MILLIS);
            long wait = Duration.between(Instant.now(), due).toMillis();
            if (wait > 0) {
                Thread.sleep(wait);
            }
            Packet packet = clip.packets().get(i);
            camera.send(List.of(Clip.moved(
                    packet, 0, Duration.between(packet.arrival(), due).toMillis())));
            System.out.println(due.toEpochMilli());
        }
        recording.close();
    }
}
