package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.DigitalIo.Port;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.VmsException;

/** Switches the outputs of recorders and of cameras, which have the same contacts behind different doors. */
final class DeviceOutputs {

    private final DeviceParts parts;
    private final NvrCredentials credentials;

    DeviceOutputs(DeviceParts parts, NvrCredentials credentials) {
        this.parts = parts;
        this.credentials = credentials;
    }

    /** Of a recorder, whose outputs are known from its last reading. */
    void switchOf(Nvr nvr, String output, boolean active) throws InterruptedException {
        if (nvr.outputs().stream().noneMatch(port -> port.id().equals(output))) {
            throw noOutput();
        }
        InstalledDriver driver =
                parts.catalog().driver(nvr.driver(), nvr.id()).orElseThrow(() -> DriverCatalog.missing(nvr.driver()));
        Login login = new Login(nvr.address(), credentials.of(nvr.id()), nvr.options());
        toggle(nvr.id(), driver, login, output, active, false);
    }

    /** Of a camera, which is asked first what outputs it has. */
    void switchOf(CameraId id, String output, boolean active) throws InterruptedException {
        ManagedCamera managed = parts.book()
                .find(id)
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such device"));
        Camera camera = managed.camera();
        if (!camera.enabled()) {
            throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The camera is switched off");
        }
        InstalledDriver driver =
                parts.catalog().driver(camera).orElseThrow(() -> DriverCatalog.missing(camera.driver()));
        toggle(DriverCatalog.device(camera), driver, managed.login(), output, active, true);
    }

    private void toggle(
            Object device, InstalledDriver driver, Login login, String output, boolean active, boolean lookFirst)
            throws InterruptedException {
        parts.sessions().use(device, driver, login, parts.timing().facet(), opened -> {
            DigitalIo contacts = opened.session()
                    .facet(DigitalIo.class)
                    .orElseThrow(() -> new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no outputs"));
            if (lookFirst && contacts.outputs().stream().map(Port::id).noneMatch(output::equals)) {
                throw noOutput();
            }
            contacts.switchOutput(output, active);
            return null;
        });
    }

    private static VmsException noOutput() {
        return new VmsException(ErrorCode.NOT_FOUND, "The device has no such output");
    }
}
