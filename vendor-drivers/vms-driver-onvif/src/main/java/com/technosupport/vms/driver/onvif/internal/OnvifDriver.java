package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.DriverName;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.driver.onvif.OnvifProfile;
import com.technosupport.vms.api.driver.onvif.OnvifStreaming;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.w3c.dom.Element;

/**
 * Speaks ONVIF: logs in, and knows what every device has. What a device can do beyond that is added by the bundles of the ONVIF
 * profiles ({@link OnvifProfile}), which come and go without a new login.
 */
@Component(service = VendorDriver.class)
@DriverName(driver = OnvifDriver.ID)
public final class OnvifDriver implements VendorDriver {

    /** By which cameras name this driver. */
    public static final String ID = "onvif";

    private static final String USUAL_PATH = "/onvif/device_service";

    private final Clock clock;
    private final InstalledProfiles profiles = new InstalledProfiles();

    @Activate
    public OnvifDriver() {
        this(Clock.systemUTC(), List.of());
    }

    /**
     * Without a framework.
     *
     * @param first the profiles that are there, in the order in which they are asked
     */
    public OnvifDriver(Clock clock, List<OnvifProfile> first) {
        this.clock = clock;
        for (int i = 0; i < first.size(); i++) {
            profiles.add(first.get(i), -i);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addProfile(OnvifProfile profile, ServiceReference<OnvifProfile> reference) {
        profiles.add(profile, reference);
    }

    /** Returns when nobody is inside the profile any more, so that its bundle may go. */
    void removeProfile(OnvifProfile profile) {
        profiles.remove(profile);
    }

    InstalledProfiles profiles() {
        return profiles;
    }

    /** Offers what the installed profiles do. */
    @Override
    public DriverDescriptor descriptor() {
        Set<Class<?>> facets = profiles.facets();
        boolean streams = facets.remove(OnvifStreaming.class);
        facets.add(DigitalIo.class);
        if (streams) {
            facets.add(StillImage.class);
            facets.add(KeyFrameRequest.class);
        }
        return new DriverDescriptor(ID, "ONVIF", Options.ALL, facets, true);
    }

    @Override
    public DeviceSession connect(DeviceConnection connection) throws InterruptedException {
        URI device = service(connection.address());
        SoapClient soap = new SoapClient(connection.http(), connection.credential(), clock);
        readTime(soap, device);
        Element information = soap.call(device, Services.DEVICE, "GetDeviceInformation", "");
        LentDevice lent = new LentDevice(connection, device, soap, Services.read(soap, device), profiles);
        if (!soap.loggedIn()) {
            // Some devices tell everybody what they are; only what follows shows whether the password is right.
            lent.pictures();
        }
        return new OnvifSession(lent, profiles, information);
    }

    private static URI service(DeviceAddress address) {
        URI usual = URI.create("http://" + DeviceAddress.uriHost(address.host())
                + (address.port().isPresent() ? ":" + address.port().getAsInt() : "") + USUAL_PATH);
        Optional<URI> endpoint = address.endpoint();
        if (endpoint.isEmpty()) {
            return usual;
        }
        String scheme = String.valueOf(endpoint.get().getScheme());
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "An ONVIF service's address begins with http or https");
        }
        return DeviceUris.service(endpoint.get().toString(), usual);
    }

    /** Needs no login (ONVIF Core Specification, access class PRE_AUTH), and tells whether this is ONVIF at all. */
    private static void readTime(SoapClient soap, URI device) throws InterruptedException {
        try {
            Element response = soap.callOpen(device, Services.DEVICE, "GetSystemDateAndTime");
            Optional<Instant> time = DeviceTime.read(response);
            if (time.isEmpty() && !soap.knowsTime()) {
                time = DeviceTime.readLocal(response);
            }
            time.ifPresent(soap::deviceTime);
        } catch (OnvifFault fault) {
            // It speaks ONVIF, but keeps its time to itself; the HTTP header's time must do.
            return;
        } catch (VmsException e) {
            if (e.code() != ErrorCode.BAD_CREDENTIALS) {
                throw e;
            }
        }
    }
}
