package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Fills the list of events, straight into the database: what a busy site has after a day. */
public final class ManyEvents {

    private static final int APART_MILLIS = 10;

    private ManyEvents() {}

    /** Stores so many events of the scene's cameras, ten milliseconds apart, up to now. */
    public static void fill(PostgresServer postgres, DashboardScene scene, int count) throws Exception {
        Instant end = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant begin = end.minusMillis((long) count * APART_MILLIS);
        // The server makes the months' partitions when something comes for them.
        for (Instant edge : new Instant[] {begin, end}) {
            Api.Answer told = scene.api()
                    .post(
                            "/api/events",
                            Map.of(
                                    "type",
                                    "PersonDetected",
                                    "cameraId",
                                    scene.cameras().get(0),
                                    "time",
                                    edge.toString()));
            assertThat(told.status()).as(told.body().toString()).isEqualTo(202);
        }
        Await.until(
                "the months are there",
                java.time.Duration.ofSeconds(30),
                () -> scene.api()
                                .get("/api/events?type=PersonDetected")
                                .body()
                                .path("items")
                                .size()
                        >= 2);
        String cameras = "'{" + String.join(",", scene.cameras()) + "}'::uuid[]";
        int many = scene.cameras().size();
        postgres.psql("INSERT INTO events (id, type, camera_id, time, received_at, source, label, confidence, data,"
                + " camera_name, severity)"
                + " SELECT gen_random_uuid(),"
                + " (ARRAY['PersonDetected','MotionStarted','VehicleDetected','DoorOpened'])[1 + n % 4],"
                + " (" + cameras + ")[1 + n % " + many + "],"
                + " timestamptz '" + begin + "' + n * interval '" + APART_MILLIS + " milliseconds', now(), 'test',"
                + " (ARRAY['person','','car','door'])[1 + n % 4], 0.5 + (n % 50) / 100.0, '{}',"
                + " 'Gate ' || (1 + n % " + many + "), (ARRAY['INFO','INFO','INFO','WARNING'])[1 + n % 4]"
                + " FROM generate_series(1, " + count + ") n");
    }
}
