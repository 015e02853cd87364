package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.DriverDescriptor.DriverOption;
import com.technosupport.vms.api.driver.DriverName;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.w3c.dom.Element;

/** Speaks ONVIF to cameras and encoders: profile S, and of profile T what is needed for H.265. */
@Component(service = VendorDriver.class)
@DriverName(driver = OnvifDriver.ID)
public final class OnvifDriver implements VendorDriver {

    /** By which cameras name this driver. */
    public static final String ID = "onvif";

    static final String TRANSPORT = "transport";
    static final String MAIN_PROFILE = "mainProfile";
    static final String SUB_PROFILE = "subProfile";
    static final String RTSP_PORT = "rtspPort";

    private static final String DEVICE = "http://www.onvif.org/ver10/device/wsdl";
    private static final String USUAL_PATH = "/onvif/device_service";
    private static final int MOST_SERVICES = 64;

    private static final DriverDescriptor DESCRIPTOR = new DriverDescriptor(
            ID,
            "ONVIF",
            List.of(
                    new DriverOption(
                            TRANSPORT,
                            "Transport",
                            "How the packets come: over TCP, over UDP, or whichever works.",
                            List.of("automatic", "tcp", "udp"),
                            "automatic"),
                    new DriverOption(
                            MAIN_PROFILE,
                            "Main profile",
                            "Token of the media profile for the main stream; the largest H.264 profile if empty.",
                            List.of(),
                            ""),
                    new DriverOption(
                            SUB_PROFILE,
                            "Sub-stream profile",
                            "Token of the media profile for the smaller stream; a smaller profile if empty.",
                            List.of(),
                            ""),
                    new DriverOption(
                            RTSP_PORT,
                            "RTSP port",
                            "Where a router forwards the device's RTSP port from; as the device says if empty.",
                            List.of(),
                            "")),
            Set.of(StillImage.class, KeyFrameRequest.class),
            true);

    private final Clock clock;

    @Activate
    public OnvifDriver() {
        this(Clock.systemUTC());
    }

    OnvifDriver(Clock clock) {
        this.clock = clock;
    }

    @Override
    public DriverDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public DeviceSession connect(DeviceConnection connection) throws InterruptedException {
        URI device = service(connection.address());
        SoapClient soap = new SoapClient(connection.http(), connection.credential(), clock);
        readTime(soap, device);
        Element information = soap.call(device, DEVICE, "GetDeviceInformation", "");
        OnvifSession session =
                new OnvifSession(connection, device, soap, new MediaService(soap, services(soap, device)), information);
        if (!soap.loggedIn()) {
            // Some devices tell everybody what they are; only what follows shows whether the password is right.
            session.profiles();
        }
        return session;
    }

    private static URI service(DeviceAddress address) {
        URI usual = URI.create("http://" + DeviceUris.bracketed(address.host())
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
            DeviceTime.read(soap.callOpen(device, DEVICE, "GetSystemDateAndTime"))
                    .ifPresent(soap::deviceTime);
        } catch (OnvifFault fault) {
            // It speaks ONVIF, but keeps its time to itself; the HTTP header's time must do.
            return;
        } catch (VmsException e) {
            if (e.code() != ErrorCode.BAD_CREDENTIALS) {
                throw e;
            }
        }
    }

    /** GetServices, or GetCapabilities from devices older than that. */
    private static Map<String, URI> services(SoapClient soap, URI device) throws InterruptedException {
        Map<String, URI> services = new HashMap<>();
        try {
            Element response = soap.call(device, DEVICE, "GetServices", "<IncludeCapability>false</IncludeCapability>");
            for (Element service : Elements.children(response, "Service")) {
                put(services, Elements.text(service, "Namespace"), Elements.text(service, "XAddr"), device);
            }
        } catch (OnvifFault fault) {
            if (fault.isRefusal()) {
                throw fault;
            }
        }
        if (!services.containsKey(MediaService.MEDIA) && !services.containsKey(MediaService.MEDIA2)) {
            Element response = soap.call(device, DEVICE, "GetCapabilities", "<Category>All</Category>");
            put(services, MediaService.MEDIA, Elements.text(response, "Capabilities", "Media", "XAddr"), device);
        }
        return services;
    }

    private static void put(Map<String, URI> services, String namespace, String address, URI device) {
        if (!namespace.isEmpty() && !address.isEmpty() && services.size() < MOST_SERVICES) {
            services.putIfAbsent(namespace, DeviceUris.service(address, device));
        }
    }
}
