package com.technosupport.vms.itests.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What was measured on.
 *
 * @param load of the last minute, before anything of ours ran: a busy machine gives poor figures
 */
record Machine(int cores, String processor, double load) {

    static Machine here() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        String processor = "";
        if (Files.isReadable(file)) {
            processor = Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        }
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                processor,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
