package com.technosupport.vms.plugins.acme;

import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A plug-in's driver that behaves as a file in its own jar says. Runs from that jar, with classes of its own. */
public final class AcmeDriver implements VendorDriver {

    public AcmeDriver() throws IOException, InterruptedException {
        switch (behaviour()) {
            case "throws" -> throw new IllegalStateException("the flux is not capacitated");
            case "hangs" -> new CountDownLatch(1).await();
            case "leaks" -> {
                Thread thread = new Thread(AcmeDriver::sleepForEver, "acme-leak");
                thread.setDaemon(true);
                thread.start();
            }
            // Waits for work that never comes: none of the plug-in's code is on its stack.
            case "leaks a pool" -> Executors.newSingleThreadExecutor().execute(() -> {});
            default -> {
                // Well.
            }
        }
    }

    private static String behaviour() throws IOException {
        try (InputStream in = AcmeDriver.class.getResourceAsStream("/behaviour")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void sleepForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public DriverDescriptor descriptor() {
        return new DriverDescriptor("acme", "Acme", List.of(), Set.of(), false);
    }

    @Override
    public DeviceSession connect(DeviceConnection connection) {
        throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "There is no device");
    }
}
