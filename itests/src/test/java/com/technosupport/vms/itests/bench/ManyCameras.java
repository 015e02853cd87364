package com.technosupport.vms.itests.bench;

import com.technosupport.vms.itests.Server;
import com.technosupport.vms.itests.bench.Figure.Goal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many cameras that are recorded by a server that has one core, while what sends them has another. */
final class ManyCameras {

    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    /** Brings the cameras up. */
    interface Growing {
        void grow() throws IOException, InterruptedException;
    }

    private final Server server;
    private final RtspFeed feed;
    private final Growing growing;
    private final HttpClient client = HttpClient.newHttpClient();

    ManyCameras(Server server, RtspFeed feed, Growing growing) {
        this.server = server;
        this.feed = feed;
        this.growing = growing;
    }

    void run(Figures figures, int cameras, int windowMillis) throws IOException, InterruptedException {
        growing.grow();
        boolean apart = Files.isExecutable(TASKSET) && Runtime.getRuntime().availableProcessors() >= 2;
        try {
            if (apart) {
                keepTo(server.pid(), "0");
                keepTo(ProcessHandle.current().pid(), "1");
            }
            // What connecting them has left behind.
            Thread.sleep(windowMillis / 2);
            long lost = lost();
            double recorded = counter("vms_recording_packets_total");
            long pictures = feed.pictureCount();
            long cpu = CpuTime.nanos(server.pid());
            long begin = System.nanoTime();
            Thread.sleep(windowMillis);
            double seconds = (System.nanoTime() - begin) / 1e9;
            double used = (CpuTime.nanos(server.pid()) - cpu) / 1e9;
            double sent = (double) (feed.pictureCount() - pictures) * cameras;
            double kept = counter("vms_recording_packets_total") - recorded;
            figures.add(Figure.of("recording.lost." + cameras, "", (double) (lost() - lost))
                    .goal(Goal.atMost(0))
                    .note("packets of " + cameras + " cameras of 2 Mbit/s in " + Figure.number(seconds)
                            + " s; recorded "
                            + Figure.number(100 * kept / sent) + " % of the pictures sent meanwhile, by "
                            + Figure.number(100 * used / seconds) + " % of a core"
                            + (apart ? ", the server on one core" : "")));
        } finally {
            if (apart) {
                String all = "0-" + (Runtime.getRuntime().availableProcessors() - 1);
                keepTo(server.pid(), all);
                keepTo(ProcessHandle.current().pid(), all);
            }
        }
    }

    /** That never came, that a reader lost, that memory or the disk did not take. */
    private long lost() throws IOException, InterruptedException {
        return (long) (counter("vms_media_lost_total")
                + counter("vms_media_dropped_total")
                + counter("vms_recording_dropped_total"));
    }

    private double counter(String name) throws IOException, InterruptedException {
        String all = client.send(
                        HttpRequest.newBuilder(URI.create(server.http() + "/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Matcher line =
                Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)$").matcher(all);
        double sum = 0;
        boolean found = false;
        while (line.find()) {
            sum += Double.parseDouble(line.group(1));
            found = true;
        }
        if (!found) {
            throw new IOException("/metrics lacks " + name);
        }
        return sum;
    }

    private static void keepTo(long pid, String cores) throws IOException, InterruptedException {
        Process taskset = new ProcessBuilder(List.of(TASKSET.toString(), "-a", "-p", "-c", cores, Long.toString(pid)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (taskset.waitFor() != 0) {
            throw new IOException("taskset failed for " + pid);
        }
    }
}
