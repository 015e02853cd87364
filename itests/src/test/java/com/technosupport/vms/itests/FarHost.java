package com.technosupport.vms.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace joined to this one by a cable of its own: a second host, and what reaches it can be cut. */
public final class FarHost implements AutoCloseable {

    /** Of ours and of the other host. */
    public static final String NEAR = "10.203.71.1";

    public static final String ADDRESS = "10.203.71.2";

    private final String name = "vms-it-" + ProcessHandle.current().pid();
    private final String cable = "vmsit" + ProcessHandle.current().pid() % 100_000;

    /** Why there cannot be one here; empty when there can. */
    public static String obstacle() {
        for (String program : List.of("/usr/sbin/ip", "/usr/sbin/nft")) {
            if (!Files.isExecutable(Path.of(program))) {
                return program + " is not installed: apt-get install iproute2 nftables";
            }
        }
        return "root".equals(System.getProperty("user.name")) ? "" : "network namespaces are root's to make";
    }

    public FarHost() throws IOException, InterruptedException {
        run("ip", "netns", "add", name);
        try {
            run("ip", "link", "add", cable, "type", "veth", "peer", "name", "far", "netns", name);
            run("ip", "addr", "add", NEAR + "/30", "dev", cable);
            run("ip", "link", "set", cable, "up");
            run("ip", "-n", name, "addr", "add", ADDRESS + "/30", "dev", "far");
            run("ip", "-n", name, "link", "set", "far", "up");
            run("ip", "-n", name, "link", "set", "lo", "up");
            inside("nft", "add table inet cut");
            inside("nft", "add chain inet cut in { type filter hook input priority 0; }");
            inside("nft", "add chain inet cut out { type filter hook output priority 0; }");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** What makes a program run there. */
    public List<String> command(String... program) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.addAll(List.of(program));
        return command;
    }

    /** Lets nothing more in at a port; {@code udp} or {@code tcp}. What is sent to it vanishes, as firewalls do it. */
    public void cut(String protocol, int port) throws IOException, InterruptedException {
        inside("nft", "add rule inet cut in iifname far " + protocol + " dport " + port + " drop");
    }

    /** Loses this share of what is sent from a UDP port, at random, as a poor radio link does. */
    public void lose(int port, double share) throws IOException, InterruptedException {
        inside(
                "nft",
                "add rule inet cut out oifname far udp sport " + port + " numgen random mod 1000 < "
                        + Math.round(share * 1000) + " drop");
    }

    /**
     * Takes from its network card what lets a program hand over many packets as one: a filter would see, and lose, them as one.
     */
    public void sendSinglePackets() throws IOException, InterruptedException {
        run(command("ethtool", "-K", "far", "tx", "off").toArray(String[]::new));
    }

    /** Lets everything in and out again. */
    public void mend() throws IOException, InterruptedException {
        inside("nft", "flush table inet cut");
    }

    private void inside(String program, String arguments) throws IOException, InterruptedException {
        run(command(program, arguments).toArray(String[]::new));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    /** After all that runs there has ended. */
    @Override
    public void close() throws IOException, InterruptedException {
        // Takes the cable's other end, and so the cable, with it.
        run("ip", "netns", "del", name);
    }
}
