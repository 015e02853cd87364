package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Disks that are taken away, made read-only, and filled: what that costs, and what is said of it. */
class StorageFaultsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private MountSpace mounts;
    private Path first;
    private Path second;

    @Test
    @Tag("endure")
    void everySecondIsStoredOrExplainedWhateverTheDisksDo() throws Exception {
        RecordingScene.requireFfmpeg();
        Path directory = Server.freshDirectory("storage-faults");
        Path data = directory.resolve("data");
        first = directory.resolve("first");
        second = directory.resolve("second");
        Path etc = Files.createDirectories(data.resolve("etc"));
        Files.writeString(
                etc.resolve("com.technosupport.vms.rules.cfg"), "dataDirectory = ${vms.data}\npartSeconds = 1\n");
        try (MountSpace space = MountSpace.open()) {
            mounts = space;
            disk(first, 32);
            disk(second, 64);
            try (Simulator simulator = RecordingScene.simulator("127.0.8.129", 1);
                    Server server =
                            Server.startIn(mounts, data, Map.of("VMS_STORAGE", first + ":8M," + second + ":8M"))) {
                Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
                Instant begin = Instant.now();
                String id = RecordingScene.record(api, simulator, 1);
                RecordingScene.policy(
                        api, id, Map.of("mode", "CONTINUOUS", "segmentSeconds", 10, "segmentBytes", 1 << 20));
                awaitGrowth("the disk with most room is recorded to", second);

                mounts.run("umount", "--lazy", second.toString());
                awaitGrowth("the other disk is recorded to", first);
                awaitAlarm(api, second + " is away");
                mounts.run("mount", "--bind", second + ".disk", second.toString());
                awaitGrowth("the disk that came back is recorded to", second);
                awaitNoAlarm(api);

                Await.until("nobody writes to the first disk any more", PATIENCE, () -> {
                    try {
                        mounts.run("mount", "-o", "remount,bind,ro", first.toString());
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                });
                Instant oldest = Instant.parse(
                        segments(api, id, begin).path(0).path("start").asText());
                fill(second);
                awaitAlarm(api, "Footage cannot be stored");
                Await.until(
                        "what is oldest went to make room",
                        PATIENCE,
                        () -> RecordingScene.causes(api, id, begin).contains("RETENTION")
                                || Instant.parse(segments(api, id, begin)
                                                .path(0)
                                                .path("start")
                                                .asText())
                                        .isAfter(oldest));
                assertThat(server.console("vms:storage-list")).contains("FULL");
                mounts.run("mount", "-o", "remount,bind,rw", first.toString());
                awaitGrowth("the disk that takes footage again is recorded to", first);
                Files.delete(mounts.seen(second).resolve("filler"));
                awaitNoAlarm(api);
                awaitGrowth("both are in use again", second);
                assertThat(server.console("vms:storage-list")).doesNotContain("FULL", "FAILED", "AWAY");
                assertThat(types(api)).contains("StorageLost", "DiskFull");

                Instant end = Instant.now().minusSeconds(2);
                assertThat(server.console("vms:recording-verify")).contains(" 0 problems");
                JsonNode footage = RecordingScene.footage(api, id, begin);
                Instant started =
                        Instant.parse(footage.path("gaps").path(0).path("to").asText());
                RecordingScene.Account account = RecordingScene.account(footage, started, end);
                System.out.println("Disks away, read-only and full: " + account);
                assertThat(account.unexplained()).as(account + " in " + footage).isBetween(-500L, 500L);
                assertThat(account.explained()).containsKey("DISK");
                server.stop();
                List<Path> files = new ArrayList<>(RecordingScene.files(mounts.seen(first)));
                files.addAll(RecordingScene.files(mounts.seen(second)));
                RecordingScene.everyFilePlays(files, 3);
            }
        }
    }

    /** A file system of its own, mounted by a second name, so that it outlives being taken away. */
    private void disk(Path root, int mebibytes) throws IOException, InterruptedException {
        Path disk = Path.of(root + ".disk");
        Files.createDirectories(root);
        Files.createDirectories(disk);
        mounts.run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m,mode=0777", "vms-test", disk.toString());
        mounts.run("mount", "--bind", disk.toString(), root.toString());
    }

    private void fill(Path root) throws IOException, InterruptedException {
        // As another program would: all but a little of what is there.
        long free = Files.getFileStore(mounts.seen(root)).getUsableSpace();
        mounts.run(
                "fallocate",
                "-l",
                Long.toString(free - (512 << 10)),
                root.resolve("filler").toString());
    }

    private void awaitGrowth(String what, Path root) throws InterruptedException {
        long[] before = {-1};
        Await.until(what, PATIENCE, () -> {
            long bytes = 0;
            for (Path file : RecordingScene.files(mounts.seen(root))) {
                bytes += Files.size(file);
            }
            boolean grew = before[0] >= 0 && bytes > before[0];
            before[0] = bytes;
            return grew;
        });
    }

    private static JsonNode segments(Api api, String id, Instant begin) throws IOException, InterruptedException {
        return RecordingScene.footage(api, id, begin).path("segments");
    }

    private static List<String> alarms(Api api) throws IOException, InterruptedException {
        Api.Answer answer = api.get("/api/alarms?state=OPEN");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body().findValuesAsText("title");
    }

    private static void awaitAlarm(Api api, String title) throws InterruptedException {
        Await.until(
                "an alarm says: " + title,
                PATIENCE,
                () -> alarms(api).stream().anyMatch(alarm -> alarm.contains("recording: ") && alarm.contains(title)));
    }

    private static void awaitNoAlarm(Api api) throws InterruptedException {
        Await.until(
                "the alarm closed itself",
                PATIENCE,
                () -> alarms(api).stream().noneMatch(alarm -> alarm.contains("recording: ")));
    }

    private static List<String> types(Api api) throws IOException, InterruptedException {
        return api.get("/api/events?limit=200").body().findValuesAsText("type");
    }
}
