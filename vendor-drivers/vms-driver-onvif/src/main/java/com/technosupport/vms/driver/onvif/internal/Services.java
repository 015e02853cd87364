package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/** The web services of a device (ONVIF Core Specification, "GetServices" and "GetCapabilities"). */
final class Services {

    static final String DEVICE = "http://www.onvif.org/ver10/device/wsdl";
    static final String DEVICE_IO = "http://www.onvif.org/ver10/deviceIO/wsdl";
    static final String MEDIA = "http://www.onvif.org/ver10/media/wsdl";
    static final String MEDIA2 = "http://www.onvif.org/ver20/media/wsdl";

    private static final int MOST = 64;

    /** Where GetCapabilities tells of a service, which has no namespace there. */
    private record Capability(String namespace, List<String> path) {}

    private static final List<Capability> CAPABILITIES = List.of(
            new Capability(MEDIA, List.of("Media")),
            new Capability("http://www.onvif.org/ver20/ptz/wsdl", List.of("PTZ")),
            new Capability("http://www.onvif.org/ver20/imaging/wsdl", List.of("Imaging")),
            new Capability("http://www.onvif.org/ver10/events/wsdl", List.of("Events")),
            new Capability("http://www.onvif.org/ver20/analytics/wsdl", List.of("Analytics")),
            new Capability(DEVICE_IO, List.of("Extension", "DeviceIO")),
            new Capability("http://www.onvif.org/ver10/recording/wsdl", List.of("Extension", "Recording")),
            new Capability("http://www.onvif.org/ver10/search/wsdl", List.of("Extension", "Search")),
            new Capability("http://www.onvif.org/ver10/replay/wsdl", List.of("Extension", "Replay")));

    private final URI device;
    private final Map<String, URI> addresses = new HashMap<>();

    private Services(URI device) {
        this.device = device;
    }

    Optional<URI> address(String namespace) {
        return Optional.ofNullable(addresses.get(namespace));
    }

    /** GetServices, or GetCapabilities from devices older than that. */
    static Services read(SoapClient soap, URI device) throws InterruptedException {
        Services services = new Services(device);
        try {
            Element response = soap.call(device, DEVICE, "GetServices", "<IncludeCapability>false</IncludeCapability>");
            for (Element service : Elements.children(response, "Service")) {
                services.put(Elements.text(service, "Namespace"), Elements.text(service, "XAddr"));
            }
        } catch (OnvifFault fault) {
            if (fault.isRefusal()) {
                throw fault;
            }
        }
        if (services.address(MEDIA).isEmpty() && services.address(MEDIA2).isEmpty()) {
            Element response = soap.call(device, DEVICE, "GetCapabilities", "<Category>All</Category>");
            Optional<Element> capabilities = Elements.find(response, "Capabilities");
            for (Capability capability : CAPABILITIES) {
                capabilities
                        .flatMap(all -> Elements.find(all, capability.path().toArray(String[]::new)))
                        .ifPresent(one -> services.put(capability.namespace(), Elements.text(one, "XAddr")));
            }
        }
        services.addresses.putIfAbsent(DEVICE, device);
        return services;
    }

    /** Of a service that the device gives in a way that cannot be read, it is as if it were not there. */
    private void put(String namespace, String address) {
        if (namespace.isEmpty() || address.isEmpty() || addresses.size() >= MOST) {
            return;
        }
        try {
            addresses.putIfAbsent(namespace, DeviceUris.service(address, device));
        } catch (VmsException e) {
            if (e.code() != ErrorCode.DEVICE_PROTOCOL) {
                throw e;
            }
        }
    }
}
