package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** One device, logged in. Its channels are read once a session; core opens another when it wants to know them anew. */
final class DahuaSession implements DeviceSession, StillImage {

    private static final int USUAL_RTSP_PORT = 554;
    private static final int LONGEST_SHOWN = 128;

    /** A recorder asks its camera for the picture. */
    private static final Duration PICTURE = Duration.ofSeconds(10);

    private final DeviceConnection connection;
    private final Cgi cgi;
    private final Clock clock;
    private final Lines system;
    private final Map<Class<?>, Object> facets;
    private DeviceInfo info;
    private List<Channel> channels;
    private DeviceClock deviceClock;
    private int rtspPort;

    DahuaSession(DeviceConnection connection, Cgi cgi, Clock clock) throws InterruptedException {
        this.connection = connection;
        this.cgi = cgi;
        this.clock = clock;
        this.system = introduction(cgi);
        this.facets = Map.of(
                StillImage.class, this,
                PtzControl.class,
                        new Ptz(this, cgi, option(DahuaDriver.PTZ_COUNT).equals("0") ? 0 : 1),
                DigitalIo.class, new Contacts(cgi),
                DeviceEvents.class, new EventStream(this, cgi, clock),
                DeviceArchive.class, new Archive(this, cgi));
    }

    /** The first call, with which the login stands or falls. */
    private static Lines introduction(Cgi cgi) throws InterruptedException {
        Lines said;
        try {
            said = cgi.get("magicBox.cgi?action=getSystemInfo");
        } catch (VmsException e) {
            if (e.code() != ErrorCode.NOT_SUPPORTED) {
                throw e;
            }
            said = cgi.get("magicBox.cgi?action=getDeviceType");
        }
        if (first(said.get("serialNumber"), said.get("deviceType"), said.get("type"))
                .isEmpty()) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device answers, but does not say what it is");
        }
        return said;
    }

    private static String first(String... candidates) {
        return Stream.of(candidates)
                .map(DahuaSession::shown)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** What a device says, as it may be shown. */
    static String shown(String said) {
        return Elements.shown(said, LONGEST_SHOWN);
    }

    @Override
    public DeviceInfo info() throws InterruptedException {
        if (info == null) {
            String serial = first(system.get("serialNumber"), system.get("serialNo"));
            info = new DeviceInfo(
                    first(magic("getVendor", "vendor"), "Dahua"),
                    // The type in the system's information is a number on much firmware.
                    first(magic("getDeviceType", "type"), system.get("updateSerial"), system.get("deviceType")),
                    first(magic("getSoftwareVersion", "version")),
                    serial.isEmpty() ? first(magic("getSerialNo", "sn")) : serial);
        }
        return info;
    }

    /** One answer of {@code magicBox.cgi}; empty where the device has no such call. */
    private String magic(String action, String key) throws InterruptedException {
        return cgi.find("magicBox.cgi?action=" + action)
                .map(lines -> lines.get(key))
                .orElse("");
    }

    @Override
    public List<Channel> channels() throws InterruptedException {
        if (channels == null) {
            String deviceClass = magic("getDeviceClass", "class");
            List<Channel> read = new Channels(cgi).read(deviceClass);
            if (read.size() == 1 && read.get(0).name().isEmpty()) {
                Channel only = read.get(0);
                String name = first(magic("getMachineName", "name"));
                read = List.of(new Channel(only.id(), name, only.streams(), only.connected(), only.source()));
            }
            channels = read;
        }
        return channels;
    }

    Channel known(String channel) throws InterruptedException {
        return channels().stream()
                .filter(known -> known.id().equals(channel))
                .findFirst()
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such channel"));
    }

    DeviceClock deviceClock() throws InterruptedException {
        if (deviceClock == null) {
            deviceClock = DeviceClock.read(cgi, clock);
        }
        return deviceClock;
    }

    @Override
    public MediaSource source(String channel, StreamRole role) throws InterruptedException {
        Channel known = known(channel);
        if (known.connected() && known.streams().stream().noneMatch(stream -> stream.role() == role)) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The channel has no such stream");
        }
        return rtsp("/cam/realmonitor?channel=" + known.id() + "&subtype=" + (role == StreamRole.MAIN ? 0 : 1));
    }

    /** An address at the device's RTSP server. */
    RtspSource rtsp(String target) throws InterruptedException {
        String host = DeviceAddress.uriHost(connection.address().host());
        return new RtspSource(
                URI.create("rtsp://" + host + ":" + rtspPort() + target), RtspOptions.transport(connection.options()));
    }

    private int rtspPort() throws InterruptedException {
        if (rtspPort == 0) {
            OptionalInt chosen = RtspOptions.port(connection.options());
            rtspPort = chosen.isPresent() ? chosen.getAsInt() : toldRtspPort();
        }
        return rtspPort;
    }

    private int toldRtspPort() throws InterruptedException {
        return cgi.config("RTSP").stream()
                .mapToInt(lines -> port(lines.get("table.RTSP.Port")))
                .filter(port -> port > 0)
                .findFirst()
                .orElse(USUAL_RTSP_PORT);
    }

    /** 0 for what is no port. */
    private static int port(String text) {
        int number = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        return number <= 65535 ? number : 0;
    }

    private String option(String key) {
        return connection.options().getOrDefault(key, "").strip();
    }

    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return Optional.ofNullable(facets.get(type)).map(type::cast);
    }

    @Override
    public byte[] capture(String channel) throws InterruptedException {
        Response response = cgi.fetch("snapshot.cgi?channel=" + known(channel).id(), PICTURE);
        return StillImage.jpeg(response);
    }

    @Override
    public void close() {
        // CGI knows no session: there is nothing to end.
    }
}
