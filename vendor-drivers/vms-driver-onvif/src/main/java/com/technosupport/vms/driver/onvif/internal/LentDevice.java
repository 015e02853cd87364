package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifPicture;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/** One device as the profiles see it, for one session. */
final class LentDevice implements OnvifDevice {

    private final DeviceConnection connection;
    private final URI address;
    private final SoapClient soap;
    private final Services services;
    private final Pictures pictures;
    private final Interpreter interpreter;

    LentDevice(
            DeviceConnection connection, URI address, SoapClient soap, Services services, InstalledProfiles profiles) {
        this.connection = connection;
        this.address = address;
        this.soap = soap;
        this.services = services;
        this.pictures = new Pictures(this, profiles);
        this.interpreter = new Interpreter(pictures, profiles);
    }

    @Override
    public DeviceConnection connection() {
        return connection;
    }

    @Override
    public Optional<URI> service(String namespace) {
        return services.address(namespace);
    }

    @Override
    public Element call(Operation operation) throws InterruptedException {
        return soap.call(operation);
    }

    @Override
    public URI reachable(String said) {
        return DeviceUris.service(said, address);
    }

    @Override
    public RtspSource stream(String said) {
        return new RtspSource(
                DeviceUris.stream(said, address, RtspOptions.port(connection.options())),
                RtspOptions.transport(connection.options()));
    }

    String option(String key) {
        return connection.options().getOrDefault(key, "").strip();
    }

    @Override
    public Optional<Instant> time(String said) {
        return DeviceTime.parse(said).map(this::trueTime);
    }

    @Override
    public Instant trueTime(Instant deviceTime) {
        return deviceTime.minus(soap.skew());
    }

    @Override
    public Instant deviceTime(Instant trueTime) {
        return trueTime.plus(soap.skew());
    }

    /** The pictures with what streams them. */
    Pictures views() {
        return pictures;
    }

    @Override
    public List<OnvifPicture> pictures() throws InterruptedException {
        return pictures.all();
    }

    @Override
    public OnvifPicture picture(String channel) throws InterruptedException {
        return pictures.of(channel);
    }

    @Override
    public Optional<OnvifNotification> notification(Element message) {
        return Notifications.read(message, said -> time(said).orElseGet(soap::now));
    }

    @Override
    public DeviceEvent interpret(OnvifNotification notification) throws InterruptedException {
        return interpreter.interpret(notification);
    }
}
