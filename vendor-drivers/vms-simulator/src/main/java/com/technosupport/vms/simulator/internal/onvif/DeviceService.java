package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.auth.HttpAuth;
import com.technosupport.vms.simulator.internal.http.Exchange;
import com.technosupport.vms.simulator.internal.http.Response;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.net.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The HTTP side of a device: ONVIF's services, each at a path of its own, and its snapshots. Some operations need no credentials (ONVIF
 * Core Specification, access class PRE_AUTH). Used by the device's event loop alone.
 */
public final class DeviceService {
    public static final String DEVICE_PATH = "/onvif/device_service";
    public static final String MEDIA_PATH = "/onvif/media_service";
    public static final String SNAPSHOT_PATH = "/snapshot.jpg";

    private static final String EXTERNAL_ENTITY_PATH = "/external-entity";
    private static final Set<String> OPEN = Set.of(
            "GetSystemDateAndTime",
            "GetServices",
            "GetServiceCapabilities",
            "GetCapabilities",
            "GetHostname",
            "GetEndpointReference");

    private final Surroundings here;
    private final Access access;
    private final FaultBoard faults;
    private final Function<Integer, byte[]> stills;
    private final List<Service> services = new ArrayList<>();
    private final EventService events;
    private final DeviceIoService contacts;

    /** @param stills a picture of a channel, by its number */
    public DeviceService(
            CameraDevice camera,
            Inventory inventory,
            CameraDevice.Settings settings,
            EventLoop loop,
            HttpAuth httpAuth,
            FaultBoard faults,
            Counters counters,
            Function<Integer, byte[]> stills) {
        this.faults = faults;
        this.stills = stills;
        here = new Surroundings(camera, camera.state(), inventory, settings.clock());
        access = new Access(here, httpAuth, faults, counters);
        Configurations configurations = new Configurations(inventory);
        events = new EventService(here, loop);
        contacts = new DeviceIoService(here, events, loop);
        List<Service> others = new ArrayList<>(List.of(
                events,
                new ImagingService(here),
                new MediaService(here, configurations),
                new Media2Service(here, configurations),
                new PtzService(here, configurations),
                contacts,
                new RecordingService(here),
                new SearchService(here),
                new ReplayService(here)));
        if (inventory.analytics()) {
            others.add(0, new AnalyticsService(here));
        }
        services.add(new ManagementService(here, others, contacts));
        services.addAll(others);
    }

    /** The addresses of the device service, as WS-Discovery tells them, with spaces between. */
    public String discoveryAddresses() {
        String address = here.service(DEVICE_PATH);
        // Link-local, and of no interface of whoever reads it here.
        return here.has(OnvifQuirk.IPV6_FIRST) ? "http://[fe80::54ff:fe53:1]" + DEVICE_PATH + " " + address : address;
    }

    /** Takes a request; the answer may come later. */
    public void handle(Request request, Exchange exchange) {
        Response response;
        try {
            response = answer(request, exchange);
        } catch (OnvifFault fault) {
            response = refuse(fault);
        }
        if (response != null) {
            exchange.answer(response);
        }
    }

    /** The answer, or null when it comes later. */
    private Response answer(Request request, Exchange exchange) throws OnvifFault {
        String path = request.path();
        if (path.equals(SNAPSHOT_PATH)) {
            return snapshot(request);
        }
        boolean subscription = path.startsWith(EventService.SUBSCRIPTIONS);
        if (!subscription
                && services.stream().noneMatch(service -> service.path().equals(path))) {
            return Response.text(404, "text/plain", "Not found\n");
        }
        if (!request.method().equals("POST")) {
            return Response.text(405, "text/plain", "Only POST\n");
        }
        if (request.body().isEmpty() && request.header("authorization").isEmpty()) {
            // Some HTTP clients ask for the challenge first and send the body with its answer.
            return access.challenge();
        }
        Soap.Call call;
        try {
            call = Soap.read(request.body());
        } catch (IOException e) {
            return Response.text(
                    400, Soap.TYPE, soap().fault("Sender", List.of("ter:WellFormed"), "Well-formed Error"));
        }
        if (!OPEN.contains(call.name())) {
            Optional<Response> refusal = access.refusal(request, call);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        if (subscription) {
            events.onSubscription(path, call, exchange, (asker, content) -> asker.answer(good(call, content)));
            return null;
        }
        return good(call, content(call));
    }

    private String content(Soap.Call call) throws OnvifFault {
        for (Service service : services) {
            boolean missing = service.namespace().equals(Soap.MEDIA2) && here.has(OnvifQuirk.NO_MEDIA2);
            if (service.namespace().equals(call.namespace()) && !missing) {
                if (call.name().equals("GetServiceCapabilities")) {
                    String capabilities = service.capabilities();
                    String prefix = capabilities.substring(1, capabilities.indexOf(':'));
                    return Xml.wrap(prefix + ":GetServiceCapabilitiesResponse", capabilities);
                }
                return service.answer(call);
            }
        }
        throw OnvifFault.notSupported();
    }

    private Response good(Soap.Call call, String content) {
        boolean addressed =
                call.namespace().equals(Soap.EVENTS) || call.namespace().equals(Soap.NOTIFICATION);
        String envelope =
                addressed ? soap().addressed(call, EventService.action(call), content) : soap().envelope(content);
        if (faults.has(Fault.XXE)) {
            String address =
                    here.camera().deviceService().resolve(EXTERNAL_ENTITY_PATH).toString();
            envelope = Soap.withExternalEntities(envelope, address);
        }
        return Response.text(200, Soap.TYPE, envelope);
    }

    private Response refuse(OnvifFault fault) {
        boolean badRequest = fault.sender() || (fault.isNotSupported() && here.has(OnvifQuirk.NOT_SUPPORTED_WITH_400));
        return Response.text(badRequest ? 400 : 500, Soap.TYPE, fault.envelope(soap()));
    }

    private Soap soap() {
        return new Soap(here.has(OnvifQuirk.ODD_PREFIXES));
    }

    private Response snapshot(Request request) {
        Optional<Response> refusal = access.refusal(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        String source = request.query("source").orElse("");
        return here.inventory()
                .find(source, Channel::source)
                .or(() -> source.isEmpty() ? Optional.of(here.inventory().channel(1)) : Optional.empty())
                .map(channel -> Response.bytes("image/jpeg", stills.apply(channel.number())))
                .orElseGet(() -> Response.text(404, "text/plain", "Not found\n"));
    }

    /** Whether there is a channel or a contact with that number. */
    public boolean knows(SimulatedEvent event, int number) {
        boolean contact = event == SimulatedEvent.DIGITAL_INPUT || event == SimulatedEvent.RELAY;
        return number >= 1
                && number
                        <= (contact
                                ? Inventory.CONTACTS
                                : here.inventory().channels().size());
    }

    /** Lets something happen, or end. */
    public void raise(SimulatedEvent event, int number, boolean active) {
        switch (event) {
            case DIGITAL_INPUT -> contacts.input(number, active);
            case RELAY -> contacts.output(number, active);
            default -> {
                Channel channel = here.inventory().channel(number);
                Notification notification = Topics.notification(event, number, channel, active, here.now());
                if (notification.property() || active) {
                    events.publish(notification);
                }
                if (event == SimulatedEvent.FIELD && !active) {
                    events.delete(notification);
                }
            }
        }
    }

    /** Forgets what a device forgets when it starts anew. */
    public void restart() {
        events.restart();
    }
}
