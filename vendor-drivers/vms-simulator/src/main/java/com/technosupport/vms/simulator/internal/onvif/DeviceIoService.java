package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * ONVIF DeviceIO Service, ver10. Output 1 stays as it is set, output 2 falls back after a second. Outputs are also to be had over the
 * device service, as in older devices.
 */
final class DeviceIoService implements Service {
    private static final int MONOSTABLE = 2;

    private final Surroundings here;
    private final EventService events;
    private final EventLoop loop;
    private EventLoop.Timer fallsBack;

    DeviceIoService(Surroundings here, EventService events, EventLoop loop) {
        this.here = here;
        this.events = events;
        this.loop = loop;
    }

    static String input(int number) {
        return "contact-" + (char) ('A' + number - 1);
    }

    static String output(int number) {
        return "relay-" + (char) ('A' + number - 1);
    }

    @Override
    public String namespace() {
        return Soap.DEVICE_IO;
    }

    @Override
    public String path() {
        return "/onvif/deviceio_service";
    }

    @Override
    public String capabilities() {
        return "<tmd:Capabilities VideoSources=\"" + here.inventory().channels().size() + "\" VideoOutputs=\"0\""
                + " AudioSources=\"0\" AudioOutputs=\"0\" RelayOutputs=\"" + Inventory.CONTACTS + "\" DigitalInputs=\""
                + Inventory.CONTACTS + "\" SerialPorts=\"0\"/>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        String prefix = call.namespace().equals(Soap.DEVICE) ? "tds:" : "tmd:";
        String content =
                switch (call.name()) {
                    case "GetDigitalInputs" -> inputs();
                    case "GetRelayOutputs" -> outputs(prefix);
                    case "SetRelayOutputState" -> set(call);
                    default -> throw OnvifFault.notSupported();
                };
        return wrap(prefix + call.name() + "Response", content);
    }

    private static String inputs() {
        StringBuilder out = new StringBuilder();
        for (int number = 1; number <= Inventory.CONTACTS; number++) {
            out.append("<tmd:DigitalInputs token=\"").append(input(number)).append("\" IdleState=\"open\"/>");
        }
        return out.toString();
    }

    private static String outputs(String prefix) {
        StringBuilder out = new StringBuilder();
        for (int number = 1; number <= Inventory.CONTACTS; number++) {
            boolean monostable = number == MONOSTABLE;
            out.append("<" + prefix + "RelayOutputs token=\"")
                    .append(output(number))
                    .append("\">")
                    .append(wrap(
                            "tt:Properties",
                            tag("tt:Mode", monostable ? "Monostable" : "Bistable")
                                    + tag("tt:DelayTime", monostable ? "PT1S" : "PT0S")
                                    + tag("tt:IdleState", "open")))
                    .append("</" + prefix + "RelayOutputs>");
        }
        return out.toString();
    }

    private String set(Soap.Call call) throws OnvifFault {
        String token = call.argument("RelayOutputToken");
        String state = call.argument("LogicalState");
        for (int number = 1; number <= Inventory.CONTACTS; number++) {
            if (output(number).equals(token)) {
                if (!state.equals("active") && !state.equals("inactive")) {
                    throw OnvifFault.invalid("ter:InvalidArgs", "Not a logical state");
                }
                here.obeyed(call.name(), number, Map.of("LogicalState", state));
                output(number, state.equals("active"));
                return "";
            }
        }
        throw OnvifFault.invalid("ter:RelayToken", "Unknown relay token reference");
    }

    void input(int number, boolean active) {
        here.state().input(number, active);
        publish(SimulatedEvent.DIGITAL_INPUT, number, active);
    }

    void output(int number, boolean active) {
        here.state().output(number, active);
        publish(SimulatedEvent.RELAY, number, active);
        if (number == MONOSTABLE) {
            if (fallsBack != null) {
                fallsBack.cancel();
            }
            fallsBack = active ? loop.after(TimeUnit.SECONDS.toNanos(1), () -> output(MONOSTABLE, false)) : null;
        }
    }

    private void publish(SimulatedEvent event, int number, boolean active) {
        events.publish(Topics.notification(event, number, here.inventory().channel(1), active, here.now()));
    }
}
