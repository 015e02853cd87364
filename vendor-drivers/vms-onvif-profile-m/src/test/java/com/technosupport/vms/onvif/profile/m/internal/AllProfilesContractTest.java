package com.technosupport.vms.onvif.profile.m.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.onvif.profile.g.internal.ProfileG;
import com.technosupport.vms.onvif.profile.s.internal.ProfileS;
import com.technosupport.vms.onvif.profile.t.internal.ProfileT;
import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import com.technosupport.vms.tck.TestDevice;
import com.technosupport.vms.tck.VendorDriverContract;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;

/** The driver with all profiles, on a device that has all their services. */
class AllProfilesContractTest extends VendorDriverContract {

    @Override
    protected VendorDriver driver() {
        return new OnvifDriver(
                Clock.systemUTC(), List.of(new ProfileS(), new ProfileM(), new ProfileT(), new ProfileG()));
    }

    @Override
    protected TestDevice device() throws IOException {
        Simulator simulator = Simulator.builder()
                .address("127.0.74.1")
                .credentials(Devices.RIGHT.user(), Devices.RIGHT.password())
                .authSchemes(AuthScheme.DIGEST_MD5)
                .discovery(false)
                .analytics(true)
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
