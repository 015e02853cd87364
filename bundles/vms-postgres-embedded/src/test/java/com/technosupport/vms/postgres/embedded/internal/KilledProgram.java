package com.technosupport.vms.postgres.embedded.internal;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process of its own that runs the server until it is killed. */
final class KilledProgram {

    private KilledProgram() {}

    public static void main(String[] arguments) throws Exception {
        Running running = new Running(Path.of(arguments[0])).awaitReady();
        running.query("CREATE TABLE IF NOT EXISTS kept (word text)");
        running.query("INSERT INTO kept VALUES ('confirmed')");
        System.out.println("ready " + running.query("SELECT count(*) FROM kept"));
        System.out.flush();
        new CountDownLatch(1).await();
    }
}
