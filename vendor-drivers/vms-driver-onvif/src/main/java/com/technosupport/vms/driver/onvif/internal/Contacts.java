package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * The contacts of a device (ONVIF DeviceIO Service; relay outputs also in the device service, where older devices have them alone).
 * ONVIF has no call for a contact's state: the event service tells it when a subscription begins, and at each change.
 */
final class Contacts implements DigitalIo {

    private static final int MOST = 256;
    private static final int LONGEST_TOKEN = 64;

    private final OnvifDevice device;

    Contacts(OnvifDevice device) {
        this.device = device;
    }

    @Override
    public List<Port> inputs() throws InterruptedException {
        Optional<URI> service = device.service(Services.DEVICE_IO);
        return service.isEmpty()
                ? List.of()
                : ports(tokens(service.get(), Services.DEVICE_IO, "GetDigitalInputs", "DigitalInputs"));
    }

    @Override
    public List<Port> outputs() throws InterruptedException {
        Set<String> tokens = new LinkedHashSet<>();
        for (String namespace : List.of(Services.DEVICE_IO, Services.DEVICE)) {
            Optional<URI> service = device.service(namespace);
            if (tokens.isEmpty() && service.isPresent()) {
                tokens.addAll(tokens(service.get(), namespace, "GetRelayOutputs", "RelayOutputs"));
            }
        }
        return ports(tokens);
    }

    private Set<String> tokens(URI service, String namespace, String operation, String element)
            throws InterruptedException {
        Set<String> tokens = new LinkedHashSet<>();
        try {
            Element response = device.call(Operation.of(service, namespace, operation, ""));
            for (Element port : Elements.children(response, element)) {
                String token = port.getAttribute("token");
                if (!token.isEmpty() && token.length() <= LONGEST_TOKEN && tokens.size() < MOST) {
                    tokens.add(token);
                }
            }
        } catch (VmsException e) {
            // Devices without contacts say so in one of several ways.
            if (e.code() != ErrorCode.NOT_SUPPORTED && e.code() != ErrorCode.DEVICE_PROTOCOL) {
                throw e;
            }
        }
        return tokens;
    }

    private static List<Port> ports(Set<String> tokens) {
        List<Port> ports = new ArrayList<>();
        tokens.forEach(token -> ports.add(new Port(token, Elements.shown(token, LONGEST_TOKEN), Optional.empty())));
        return ports;
    }

    @Override
    public void switchOutput(String output, boolean active) throws InterruptedException {
        String arguments = "<RelayOutputToken>" + Elements.escape(output) + "</RelayOutputToken><LogicalState>"
                + (active ? "active" : "inactive") + "</LogicalState>";
        Optional<URI> contacts = device.service(Services.DEVICE_IO);
        if (contacts.isPresent()) {
            try {
                device.call(Operation.of(contacts.get(), Services.DEVICE_IO, "SetRelayOutputState", arguments));
                return;
            } catch (VmsException e) {
                if (e.code() != ErrorCode.NOT_SUPPORTED) {
                    throw e;
                }
            }
        }
        device.call(Operation.of(
                device.service(Services.DEVICE).orElseThrow(), Services.DEVICE, "SetRelayOutputState", arguments));
    }
}
