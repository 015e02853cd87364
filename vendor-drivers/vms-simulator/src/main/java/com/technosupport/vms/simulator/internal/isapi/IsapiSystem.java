package com.technosupport.vms.simulator.internal.isapi;

import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.element;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.parent;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.versioned;

import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** What the recorder tells of itself. */
final class IsapiSystem {
    static final String FIRMWARE = "V4.61.025";
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private final NvrFace face;
    private final NvrState state;

    IsapiSystem(NvrFace face) {
        this.face = face;
        state = face.state();
    }

    String deviceInfo() {
        NvrOptions.Settings settings = state.settings();
        String serial = state.device().serial();
        String id =
                UUID.nameUUIDFromBytes(serial.getBytes(StandardCharsets.UTF_8)).toString();
        String type = "NVR";
        if (settings.camera()) {
            type = "IPCamera";
        } else if (settings.analogChannels() > 0) {
            type = "DVR";
        }
        return versioned(
                "DeviceInfo",
                element("deviceName", face.nvr().name()),
                element("deviceID", id),
                element("model", face.nvr().model()),
                element("serialNumber", serial),
                element("macAddress", face.macAddress()),
                element("firmwareVersion", FIRMWARE),
                element("firmwareReleasedDate", "build 220905"),
                element("encoderVersion", "V5.0"),
                element("encoderReleasedDate", "build 220804"),
                element("deviceType", type),
                element("telecontrolID", 255));
    }

    String capabilities() {
        NvrOptions.Settings settings = state.settings();
        int analog = settings.camera() ? 1 : settings.analogChannels();
        return versioned(
                "DeviceCap",
                parent(
                        "SysCap",
                        parent("VideoCap", element("videoInputPortNums", analog), element("videoOutputPortNums", 1)),
                        parent(
                                "IOCap",
                                element("IOInputPortNums", settings.inputs()),
                                element("IOOutputPortNums", settings.outputs()))),
                settings.camera()
                        ? ""
                        : parent(
                                "RacmCap",
                                element("inputProxyNums", settings.channels()),
                                element("isSupportIOProxy", true)),
                parent("PTZCtrlCap", element("isSupportPatrols", false)),
                element("isSupportPTZ", true));
    }

    String time() {
        return versioned(
                "Time",
                element("timeMode", "NTP"),
                element(
                        "localTime",
                        LOCAL.format(state.now().atZone(state.settings().zone()))));
    }

    /** The ports of its services. */
    String adminAccesses() {
        return versioned(
                "AdminAccessProtocolList",
                port(1, "HTTP", face.nvr().httpPort()),
                port(4, "RTSP", face.nvr().rtspPort()),
                port(3, "DEV_MANAGE", 8000));
    }

    private static String port(int id, String protocol, int number) {
        return parent(
                "AdminAccessProtocol",
                element("id", id),
                element("enabled", true),
                element("protocol", protocol),
                element("portNo", number));
    }

    /** That the credentials were right. */
    String userCheck() {
        return versioned(
                "userCheck",
                element("statusValue", 200),
                element("statusString", "OK"),
                element("isDefaultPassword", false),
                element("isRiskPassword", false),
                element("isActivated", true),
                element("lockStatus", "unlock"),
                element("unlockTime", 0),
                element("retryLoginTime", face.guard().attemptsLeft()));
    }

    /** That they were wrong, and what is left to try; or for how long nobody gets in. */
    String refusal() {
        boolean locked = !face.guard().lockedFor().isZero();
        return versioned(
                "userCheck",
                element("statusValue", 401),
                element("statusString", "Unauthorized"),
                element("isActivated", true),
                element("lockStatus", locked ? "lock" : "unlock"),
                element("unlockTime", seconds()),
                element("retryLoginTime", locked ? 0 : face.guard().attemptsLeft()));
    }

    private long seconds() {
        return face.guard().lockedFor().plusMillis(999).toSeconds();
    }
}
