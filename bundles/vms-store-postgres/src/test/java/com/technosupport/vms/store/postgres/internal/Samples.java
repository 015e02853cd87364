package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.UserStore.TokenRecord;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Things to store. */
final class Samples {

    static final Clock CLOCK = Clock.systemUTC();
    static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123456Z");

    private Samples() {}

    static Camera camera(String name, String deviceKey) {
        return camera(CameraId.next(CLOCK), name, deviceKey);
    }

    static Camera camera(CameraId id, String name, String deviceKey) {
        return new Camera(
                id,
                name,
                new DeviceAddress(
                        "192.0.2.7",
                        OptionalInt.of(8080),
                        Optional.of(URI.create("http://192.0.2.7:8080/onvif/device_service?a=b"))),
                "onvif",
                new DeviceInfo("Acme", "Dome \"4K\" {ü}", "1.2.3", "SN-1"),
                deviceKey,
                "Profile_1",
                true,
                Map.of("transport", "udp", "weird,key\"}", "{\"\\ NULL"),
                List.of(
                        new CameraStream(
                                new StreamId(UUID.randomUUID()),
                                StreamRole.MAIN,
                                Codec.H264,
                                1920,
                                1080,
                                25,
                                URI.create("rtsp://192.0.2.7/main?x=%20")),
                        new CameraStream(
                                new StreamId(UUID.randomUUID()),
                                StreamRole.SUB,
                                Codec.H265,
                                640,
                                360,
                                12.5,
                                URI.create("rtsp://192.0.2.7/sub"))),
                NOW,
                Optional.empty(),
                SiteId.DEFAULT);
    }

    static Camera bare(String name, String deviceKey) {
        return new Camera(
                CameraId.next(CLOCK),
                name,
                new DeviceAddress("camera.example", OptionalInt.empty(), Optional.empty()),
                "rtsp",
                DeviceInfo.UNKNOWN,
                deviceKey,
                "",
                false,
                Map.of(),
                List.of(),
                NOW,
                Optional.empty(),
                SiteId.DEFAULT);
    }

    static UserRecord user(String name, Role role, CameraId... cameras) {
        return new UserRecord(UserId.next(CLOCK), name, "$argon2id$v=19$…", role, true, false, Grants.of(cameras), NOW);
    }

    static UserRecord with(UserRecord user, Role role, boolean enabled) {
        return new UserRecord(
                user.id(),
                user.username(),
                user.passwordHash(),
                role,
                enabled,
                user.mustChangePassword(),
                user.grants(),
                user.createdAt());
    }

    static TokenRecord token(UserRecord user, boolean api, int hash, Instant expiresAt) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) hash;
        return new TokenRecord(
                UUID.randomUUID(), user.id(), bytes, api, api ? "script" : "", Role.VIEWER, NOW, expiresAt);
    }
}
