package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.Identity;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

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

    /** The cameras that the caller may see, as queries of stores want them: empty for all. */
    Optional<Set<CameraId>> sight() {
        return caller().seesAll() ? Optional.empty() : Optional.of(caller().cameras());
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

    /**
     * The camera of that id, to be watched live: an integrator's client has to know a missing grant from a wrong address.
     *
     * @throws VmsException {@link ErrorCode#FORBIDDEN} for a camera that was not granted, {@link ErrorCode#NOT_FOUND}
     */
    Camera watched(DeviceRegistry devices, String id) {
        Camera camera = devices.camera(CameraId.parse(id)).orElseThrow(Call::noCamera);
        if (!caller().maySee(camera.id())) {
            throw new VmsException(ErrorCode.FORBIDDEN, "This camera was not granted to you");
        }
        return camera;
    }

    /** Whether a part of the camera's live pictures and playback is hidden from the caller. */
    boolean isHidden(Services services, CameraId camera) {
        return services.masks().mask(camera).hidesFrom(caller().role());
    }

    /** @throws VmsException {@link ErrorCode#FORBIDDEN} where a part of the camera's pictures is hidden from the caller */
    void requireClear(Services services, CameraId camera) {
        if (isHidden(services, camera)) {
            throw new VmsException(
                    ErrorCode.FORBIDDEN,
                    "A part of this camera's picture is hidden from your role; playback and exports show the rest");
        }
    }

    /** Which stream is meant; the main stream where the query does not say. */
    static StreamRole role(String role) {
        if (role == null) {
            return StreamRole.MAIN;
        }
        for (StreamRole known : StreamRole.values()) {
            if (known.name().equals(role)) {
                return known;
            }
        }
        throw new InvalidFieldsException("role", "MAIN or SUB");
    }

    static VmsException noCamera() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such camera");
    }
}
