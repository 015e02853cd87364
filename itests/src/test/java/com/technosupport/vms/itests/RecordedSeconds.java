package com.technosupport.vms.itests;

import java.time.Duration;
import java.time.Instant;

/** How much of a camera is on disk. */
final class RecordedSeconds {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private RecordedSeconds() {}

    static void await(Api api, String camera, double seconds) throws InterruptedException {
        Await.until(seconds + " s are recorded", PATIENCE, () -> of(api, camera) > seconds);
    }

    private static double of(Api api, String camera) throws Exception {
        Instant now = Instant.now();
        double seconds = 0;
        for (var segment : api.get("/api/recordings?cameraId=" + camera + "&from=" + now.minusSeconds(3600) + "&to="
                        + now.plusSeconds(60))
                .body()
                .path("segments")) {
            Instant start = Instant.parse(segment.path("start").asText());
            Instant end = segment.path("end").isTextual()
                    ? Instant.parse(segment.path("end").asText())
                    : now;
            seconds += Duration.between(start, end).toMillis() / 1000.0;
        }
        return seconds;
    }
}
