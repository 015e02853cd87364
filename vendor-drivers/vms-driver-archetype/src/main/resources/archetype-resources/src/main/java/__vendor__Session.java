package ${package};

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One device, logged in. The server calls it from one thread at a time, so nothing here is guarded. */
final class ${vendor}Session implements DeviceSession, StillImage {

    /** The device's own name of its only picture; it must stay the same for ever. */
    private static final String CHANNEL = "1";

    private final DeviceConnection connection;
    private final URI root;
    private final Map<?, ?> device;

    ${vendor}Session(DeviceConnection connection, URI root, Map<?, ?> device) {
        this.connection = connection;
        this.root = root;
        this.device = device;
    }

    /** What a device says is not to be trusted: {@code Elements.shown} takes out what could forge a line, and cuts it. */
    private String said(String field) {
        return device.get(field) instanceof String text ? Elements.shown(text, 128) : "";
    }

    /** The serial makes the device the same one when it is met again, at whatever address. */
    @Override
    public DeviceInfo info() {
        return new DeviceInfo("${vendor}", said("model"), said("firmware"), said("serial"));
    }

    /** What is not known is said to be unknown: the server reads codec and size from the stream itself. */
    @Override
    public List<Channel> channels() {
        return List.of(new Channel(
                CHANNEL, said("name"), List.of(new ChannelStream(StreamRole.MAIN, Codec.UNKNOWN, 0, 0, 0))));
    }

    /** Name and password travel beside the address, never in it. */
    @Override
    public MediaSource source(String channel, StreamRole role) {
        if (!channel.equals(CHANNEL) || role != StreamRole.MAIN) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such stream");
        }
        long port = device.get("rtspPort") instanceof Long number && number > 0 && number < 65536 ? number : 554;
        try {
            return new RtspSource(URI.create("rtsp://" + root.getHost() + ":" + port + said("path")),
                    RtspOptions.transport(connection.options()));
        } catch (IllegalArgumentException e) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device's stream has no proper address", e);
        }
    }

    /** Gives out the powers that the descriptor declares; others (PtzControl, DeviceEvents, DigitalIo, …) are added the same way. */
    @Override
    public <F> Optional<F> facet(Class<F> type) {
        return type == StillImage.class ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public byte[] capture(String channel) throws InterruptedException {
        Response response = connection.http().send(Request.get(root.resolve("/still.jpg")));
        return StillImage.jpeg(response);
    }

    @Override
    public void close() {
        // Log out here where the device wants that; this one needs nothing.
    }
}
