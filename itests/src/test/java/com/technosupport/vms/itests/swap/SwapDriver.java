package com.technosupport.vms.itests.swap;

import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.VendorDriver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Speaks to simulated cameras, or fails as a file in its own jar says. Runs from that jar alone. */
public final class SwapDriver implements VendorDriver {

    private final String behaviour;

    public SwapDriver() throws IOException, InterruptedException {
        try (InputStream in = SwapDriver.class.getResourceAsStream("/behaviour")) {
            behaviour = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        switch (behaviour) {
            case "throws in activate" -> throw new IllegalStateException("planted");
            case "hangs in activate" -> new CountDownLatch(1).await();
            case "leaks a thread" -> leak();
            default -> {
                // Nothing at once.
            }
        }
    }

    private static void leak() {
        Thread thread = new Thread(SwapDriver::waitForEver, "swap-leak");
        thread.setDaemon(true);
        thread.start();
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public DriverDescriptor descriptor() {
        return new DriverDescriptor("swap", "Swap", List.of(), Set.of(), false);
    }

    @Override
    public DeviceSession connect(DeviceConnection connection) throws InterruptedException {
        switch (behaviour) {
            case "hangs in connect" -> new CountDownLatch(1).await();
            case "leaks threads in connect" -> leak();
            default -> fail();
        }
        return new SwapSession(
                this, connection.address().host(), connection.address().port().orElseThrow());
    }

    /** Does what it is meant to do wrong, once the file is there that a test makes. */
    void fail() throws InterruptedException {
        if (behaviour.startsWith("throws at ") && Files.exists(Path.of(behaviour.substring("throws at ".length())))) {
            throw new IllegalStateException("planted: the session is broken");
        }
        if (behaviour.startsWith("hangs at ") && Files.exists(Path.of(behaviour.substring("hangs at ".length())))) {
            new CountDownLatch(1).await();
        }
    }
}
