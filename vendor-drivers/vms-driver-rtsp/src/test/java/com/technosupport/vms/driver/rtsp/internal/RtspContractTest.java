package com.technosupport.vms.driver.rtsp.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.tck.TestDevice;
import com.technosupport.vms.tck.VendorDriverContract;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;

class RtspContractTest extends VendorDriverContract {

    @Override
    protected VendorDriver driver() {
        return new RtspDriver();
    }

    /** An address is all that this driver needs of a device. */
    @Override
    protected TestDevice device() {
        return new TestDevice() {
            @Override
            public DeviceAddress address() {
                return addressAt(554);
            }

            @Override
            public Credential credential() {
                return Credential.NONE;
            }

            @Override
            public void close() {
                // Nothing was started.
            }
        };
    }

    @Override
    protected boolean asksTheDevice() {
        return false;
    }

    @Override
    protected DeviceAddress addressAt(int port) {
        return new DeviceAddress(
                "127.0.0.1", OptionalInt.empty(), Optional.of(URI.create("rtsp://127.0.0.1:" + port + "/stream")));
    }
}
