package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.SimulatedNvr;
import com.technosupport.vms.simulator.Simulator;
import com.technosupport.vms.tck.TestDevice;
import com.technosupport.vms.tck.internal.Connection;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** A simulated recorder to try the driver on. */
final class Recorder implements TestDevice {

    static final Credential RIGHT = new Credential("admin", "Sekret-77");

    final SimulatedNvr nvr;
    private final Simulator simulator;

    Recorder(NvrOptions options) throws IOException {
        simulator = Simulator.builder()
                .cameras(0)
                .discovery(false)
                .nvr(options.credentials(RIGHT.user(), RIGHT.password()))
                .start();
        nvr = simulator.nvr(1);
    }

    static Recorder start() throws IOException {
        return new Recorder(NvrOptions.dahua());
    }

    DeviceSession connect(String... options) throws InterruptedException {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        DahuaDriver driver = new DahuaDriver(Clock.systemUTC());
        return driver.connect(Connection.to(driver.descriptor(), address(), RIGHT, given));
    }

    @Override
    public DeviceAddress address() {
        return DeviceAddress.of(nvr.address(), nvr.httpPort());
    }

    @Override
    public Credential credential() {
        return RIGHT;
    }

    @Override
    public OptionalInt refusedLogins() {
        return OptionalInt.of(nvr.loginFailures());
    }

    @Override
    public void close() {
        simulator.close();
    }
}
