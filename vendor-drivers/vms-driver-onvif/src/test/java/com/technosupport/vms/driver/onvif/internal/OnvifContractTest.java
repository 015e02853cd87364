package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.driver.onvif.OnvifMediaProfile;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.fixture.FixedStreaming;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import com.technosupport.vms.tck.TestDevice;
import com.technosupport.vms.tck.VendorDriverContract;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The driver with no more than a profile that streams; with all of them it is tried beside Profile M. */
class OnvifContractTest extends VendorDriverContract {

    private static final OnvifMediaProfile MAIN = new OnvifMediaProfile(
            SimulatedCamera.MAIN, "source", "", Codec.H264, 1280, 720, 25, Optional.empty(), Set.of());

    @Override
    protected VendorDriver driver() {
        return new OnvifDriver(Clock.systemUTC(), List.of(new FixedStreaming("test", Services.MEDIA, List.of(MAIN))));
    }

    @Override
    protected TestDevice device() throws IOException {
        Simulator simulator = Simulator.builder()
                .address("127.0.76.1")
                .credentials(Devices.RIGHT.user(), Devices.RIGHT.password())
                .discovery(false)
                .start();
        SimulatedCamera camera = simulator.camera(1);
        return new TestDevice() {
            @Override
            public DeviceAddress address() {
                return DeviceAddress.of(camera.address(), camera.httpPort());
            }

            @Override
            public Credential credential() {
                return Devices.RIGHT;
            }

            @Override
            public OptionalInt refusedLogins() {
                return OptionalInt.of((int) camera.stats().refused());
            }

            @Override
            public void close() {
                simulator.close();
            }
        };
    }
}
