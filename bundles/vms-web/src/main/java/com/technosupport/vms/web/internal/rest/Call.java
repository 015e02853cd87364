package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.http.Identity;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Objects;

/**
 * Who makes a call, and from where.
 *
 * @param remote address of the connection
 * @param secure whether it came by HTTPS
 */
record Call(Identity identity, String remote, boolean secure) {

    private static final String PROPERTY = Call.class.getName();

    void attachTo(ContainerRequestContext context) {
        context.setProperty(PROPERTY, this);
    }

    /** The call that the access filter let through. Its identity is null only where anyone may call. */
    static Call of(ContainerRequestContext context) {
        return (Call) Objects.requireNonNull(context.getProperty(PROPERTY), "the access filter did not run");
    }

    Caller caller() {
        return identity.caller();
    }

    boolean isAdministrator() {
        return caller().role() == Role.ADMIN;
    }

    /** In whose name an administrative act is done. */
    Actor actor() {
        return new Actor(caller().username(), remote);
    }

    /** @throws VmsException {@link ErrorCode#NOT_FOUND}, as if there were none, for a camera that was not granted */
    void requireSight(CameraId camera) {
        if (!caller().maySee(camera)) {
            throw noCamera();
        }
    }

    /** The camera of that id. @throws VmsException as {@link #requireSight}, and where there is none */
    Camera seen(DeviceRegistry devices, String id) {
        CameraId camera = CameraId.parse(id);
        requireSight(camera);
        return devices.camera(camera).orElseThrow(Call::noCamera);
    }

    static VmsException noCamera() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such camera");
    }
}
