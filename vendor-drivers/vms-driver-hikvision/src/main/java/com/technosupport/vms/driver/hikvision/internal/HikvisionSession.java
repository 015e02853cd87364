package com.technosupport.vms.driver.hikvision.internal;

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
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.TalkBack;
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
import org.w3c.dom.Element;

/** One device, logged in. Its channels are read once a session; core opens another when it wants to know them anew. */
final class HikvisionSession implements DeviceSession, StillImage, KeyFrameRequest {

    private static final int USUAL_RTSP_PORT = 554;
    private static final int MOST_TRIES_FOR_A_PICTURE = 3;

    private final DeviceConnection connection;
    private final Isapi isapi;
    private final Clock clock;
    private final Map<Class<?>, Object> facets;
    private final DeviceInfo info;
    private List<Channels.Known> channels;
    private DeviceClock deviceClock;
    private int rtspPort;

    HikvisionSession(DeviceConnection connection, Isapi isapi, Clock clock) throws InterruptedException {
        this.connection = connection;
        this.isapi = isapi;
        this.clock = clock;
        this.facets = Map.of(
                StillImage.class, this,
                KeyFrameRequest.class, this,
                PtzControl.class, new Ptz(this, isapi),
                DigitalIo.class, new Contacts(isapi),
                DeviceEvents.class, new AlertStream(this, isapi, clock),
                DeviceArchive.class, new Archive(this, isapi),
                TalkBack.class, new Talk(this, isapi));
        Element device = isapi.get("System/deviceInfo");
        if (!"DeviceInfo".equals(device.getLocalName())) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device answers, but does not say what it is");
        }
        String maker = Isapi.shown(device, "manufacturer");
        this.info = new DeviceInfo(
                maker.isEmpty() ? "Hikvision" : maker,
                Isapi.shown(device, "model"),
                Isapi.shown(device, "firmwareVersion"),
                Isapi.shown(device, "serialNumber"));
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public List<Channel> channels() throws InterruptedException {
        return known().stream().map(Channels.Known::channel).toList();
    }

    List<Channels.Known> known() throws InterruptedException {
        if (channels == null) {
            channels = new Channels(isapi).read();
        }
        return channels;
    }

    Channels.Known known(String channel) throws InterruptedException {
        return known().stream()
                .filter(known -> known.channel().id().equals(channel))
                .findFirst()
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such channel"));
    }

    DeviceClock deviceClock() throws InterruptedException {
        if (deviceClock == null) {
            deviceClock = DeviceClock.read(isapi, clock);
        }
        return deviceClock;
    }

    boolean recordsInUtc() {
        return option(HikvisionDriver.ARCHIVE_CLOCK).equals("utc");
    }

    @Override
    public MediaSource source(String channel, StreamRole role) throws InterruptedException {
        Channel known = known(channel).channel();
        if (known.connected() && known.streams().stream().noneMatch(stream -> stream.role() == role)) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The channel has no such stream");
        }
        return rtsp("/Streaming/Channels/" + Channels.stream(channel, role));
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
        return isapi.find("Security/adminAccesses").stream()
                .flatMap(list -> Elements.children(list, "AdminAccessProtocol").stream())
                .filter(access -> Elements.text(access, "protocol").equalsIgnoreCase("RTSP"))
                .mapToInt(access -> (int) Elements.number(access, "portNo"))
                .filter(HikvisionSession::isPort)
                .findFirst()
                .orElse(USUAL_RTSP_PORT);
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= 65535;
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
        String stream = Channels.stream(known(channel).channel().id(), StreamRole.MAIN);
        Response response = isapi.fetch("Streaming/channels/" + stream + "/picture", Duration.ofSeconds(8));
        if (response.status() == 404 || response.status() == 403 || response.status() == 501) {
            response = isapi.fetch("ContentMgmt/StreamingProxy/channels/" + stream + "/picture", Duration.ofSeconds(8));
        }
        // A device that is just at it says so (statusCode 2 and 3), and has a picture a moment later.
        for (int attempt = 1; response.status() == 503 && attempt < MOST_TRIES_FOR_A_PICTURE; attempt++) {
            Thread.sleep(250);
            response = isapi.fetch("Streaming/channels/" + stream + "/picture", Duration.ofSeconds(8));
        }
        return StillImage.jpeg(response);
    }

    @Override
    public void request(String channel, StreamRole role) throws InterruptedException {
        isapi.put(
                "Streaming/channels/" + Channels.stream(known(channel).channel().id(), role) + "/requestKeyFrame", "");
    }

    @Override
    public void close() {
        isapi.close();
    }
}
