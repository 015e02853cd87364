package com.technosupport.vms.itests.bench;

import com.technosupport.vms.itests.DashboardScene;
import com.technosupport.vms.itests.ManyEvents;
import com.technosupport.vms.itests.Operator;
import com.technosupport.vms.itests.PageMeasures;
import com.technosupport.vms.itests.PostgresServer;
import com.technosupport.vms.itests.Server;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What operators wait for in a browser on the same machine: a wall of pictures after the click, and a long list of events while
 * it is scrolled. There is nothing to compare it with; the goals are the product's own.
 */
final class DashboardBenchmark implements Benchmark {

    private static final int TILES = Integer.getInteger("vms.bench.tiles", 16);
    private static final int EVENTS = Integer.getInteger("vms.bench.listed", 100_000);
    private static final int ROUNDS = Integer.getInteger("vms.bench.rounds", 5);
    private static final int SCROLL_SECONDS = Integer.getInteger("vms.bench.scrollSeconds", 15);
    /** After this a stream that nobody watches has ended, and the next viewer's is begun anew. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(Long.getLong("vms.bench.forgotten", 40));

    @Override
    public String name() {
        return "dashboard";
    }

    @Override
    public String obstacle() {
        if (!Operator.installed()) {
            return "Chromium is missing; install it by: apt-get install chromium";
        }
        return PostgresServer.isInstalled() ? "" : "PostgreSQL is missing; install it by: apt-get install postgresql";
    }

    @Override
    public void run(Figures figures) throws Exception {
        Path directory = Server.freshDirectory("benchDashboard");
        try (PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"));
                DashboardScene scene = new DashboardScene(directory, TILES, "127.0.43.1", postgres.environment());
                Operator operator = scene.operator()) {
            wall(figures, operator);
            ManyEvents.fill(postgres, scene, EVENTS);
            events(figures, operator);
        }
    }

    private static void wall(Figures figures, Operator operator) throws InterruptedException {
        operator.follow("Events");
        PageMeasures page = new PageMeasures(operator);
        Thread.sleep(FORGOTTEN.toMillis());
        figures.say("nobody has watched for a while: each camera is asked for its stream");
        PageMeasures.WallStart cold = page.wallStart(TILES);
        figures.add(Figure.of("dashboard.wall-" + TILES + "-cold", "ms", cold.all())
                .note(parts("click to a picture in each tile, streams begun anew", cold)));
        Samples all = new Samples();
        PageMeasures.WallStart middle = cold;
        for (int round = 0; round < ROUNDS; round++) {
            operator.follow("Events").see("Live");
            PageMeasures.WallStart start = page.wallStart(TILES);
            all.add(start.all());
            middle = start.all() <= all.median() ? start : middle;
        }
        figures.add(Figure.of("dashboard.wall-" + TILES, "ms", all.median())
                .goal(Figure.Goal.atMost(2_000))
                .note(parts("click to a picture in each tile, median of " + ROUNDS, middle)));
    }

    private static String parts(String what, PageMeasures.WallStart start) {
        return String.format(
                "%s; last asked %.0f, offered %.0f, connected %.0f ms",
                what, start.asked(), start.offered(), start.connected());
    }

    private static void events(Figures figures, Operator operator) {
        operator.open("/events").see("Live");
        PageMeasures page = new PageMeasures(operator);
        page.loadEvents(EVENTS);
        PageMeasures.Scrolling scrolling = page.scroll(SCROLL_SECONDS);
        figures.add(Figure.of("dashboard.scroll-longest-task", "ms", scrolling.longest())
                .goal(Figure.Goal.atMost(50))
                .note(String.format(
                        "%d events listed, %d s by wheel, pages and bar; %d tasks over 50 ms, %.0f frames, %.0f late",
                        EVENTS, SCROLL_SECONDS, scrolling.tasks(), scrolling.frames(), scrolling.late())));
    }
}
