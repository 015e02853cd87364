package com.technosupport.vms.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The simulator as a program: prints a line a camera, and runs until it is told to end. */
public final class SimulatorMain {
    private static final String USAGE = """
            Usage: java -jar vms-simulator.jar [options]
              --cameras N            how many; 0 for none (4)
              --address A            the first camera's address; the next have the ones after it (127.0.1.1)
              --shared-address       all cameras on that one address, on ports that count up
              --http-port N          ONVIF and snapshots; 0 for a free port (8000)
              --rtsp-port N          RTSP; 0 for a free port (8554)
              --discovery-port N     WS-Discovery over UDP; 0 for a free port (3702)
              --control-port N       switches for faults over HTTP on 127.0.0.1; 0 for a free port (none)
              --user NAME            (admin)
              --password-file FILE   holds the password in its first line (without: the password is "admin")
              --campus-only          every camera shows the campus scene
              --hikvision-nvr A      also a Hikvision recorder of eight channels at the address A
              --dahua-nvr A          also a Dahua recorder of eight channels at the address A
              --hikvision-camera A   also a camera with Hikvision's interface at the address A
              --dahua-camera A       also a camera with Dahua's interface at the address A
              --dahua-discovery-port N   Dahua's search over UDP; 0 for a free port (37810)
            """;

    private SimulatorMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Simulator simulator;
        try {
            simulator = start(arguments, System.out);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
            return;
        } catch (IOException e) {
            System.err.println("The simulator could not start: " + e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            simulator.close();
                            end.countDown();
                        },
                        "simulator-stop"));
        end.await();
    }

    static Simulator start(String[] arguments, PrintStream out) throws IOException {
        Simulator.Builder builder =
                Simulator.builder().cameras(4).httpPort(8000).rtspPort(8554).discoveryPort(3702);
        String user = "admin";
        String password = "admin";
        List<NvrOptions> nvrs = new ArrayList<>();
        int httpPort = 8000;
        int rtspPort = 8554;
        builder.dahuaDiscoveryPort(37810);
        Iterator<String> rest = Arrays.asList(arguments).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--shared-address" -> builder.sharedAddress(true);
                case "--campus-only" -> builder.campusOnly(true);
                case "--cameras" -> builder.cameras(number(option, rest));
                case "--address" -> builder.address(value(option, rest));
                case "--http-port" -> httpPort = number(option, rest);
                case "--rtsp-port" -> rtspPort = number(option, rest);
                case "--discovery-port" -> builder.discoveryPort(number(option, rest));
                case "--control-port" -> builder.controlPort(number(option, rest));
                case "--hikvision-nvr" -> nvrs.add(NvrOptions.hikvision().address(value(option, rest)));
                case "--dahua-nvr" -> nvrs.add(NvrOptions.dahua().address(value(option, rest)));
                case "--hikvision-camera" ->
                    nvrs.add(NvrOptions.hikvisionCamera().address(value(option, rest)));
                case "--dahua-camera" -> nvrs.add(NvrOptions.dahuaCamera().address(value(option, rest)));
                case "--dahua-discovery-port" -> builder.dahuaDiscoveryPort(number(option, rest));
                case "--user" -> user = value(option, rest);
                case "--password-file" -> password = firstLine(Path.of(value(option, rest)));
                default -> throw new IllegalArgumentException("Unknown option: " + option);
            }
        }
        builder.httpPort(httpPort).rtspPort(rtspPort);
        for (NvrOptions nvr : nvrs) {
            builder.nvr(nvr.httpPort(httpPort).rtspPort(rtspPort));
        }
        Simulator simulator = builder.credentials(user, password).start();
        for (SimulatedCamera camera : simulator.cameras()) {
            out.println(camera.name() + "  " + camera.serial() + "  " + camera.deviceService() + "  "
                    + camera.stream(SimulatedCamera.MAIN));
        }
        for (SimulatedNvr nvr : simulator.nvrs()) {
            out.println(nvr.name() + "  " + nvr.serial() + "  " + nvr.http() + "  " + nvr.stream(1, 0));
        }
        simulator.control().ifPresent(uri -> out.println("Control  " + uri));
        out.println("Ready");
        return simulator;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static int number(String option, Iterator<String> rest) {
        String value = value(option, rest);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, not " + value, e);
        }
    }

    private static String firstLine(Path file) throws IOException {
        return Files.readAllLines(file).stream().findFirst().orElseThrow(() -> new IOException(file + " is empty"));
    }
}
