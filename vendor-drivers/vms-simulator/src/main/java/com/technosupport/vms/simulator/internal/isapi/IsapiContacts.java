package com.technosupport.vms.simulator.internal.isapi;

import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.element;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.parent;
import static com.technosupport.vms.simulator.internal.isapi.IsapiXml.versioned;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.internal.nvr.NvrFace;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Digital inputs and outputs, of the recorder and of its cameras, and what triggers events. */
final class IsapiContacts {
    private final NvrFace face;
    private final NvrState state;
    private final IsapiNumbers numbers;

    IsapiContacts(NvrFace face, IsapiNumbers numbers) {
        this.face = face;
        this.numbers = numbers;
        state = face.state();
    }

    String inputs() {
        return versioned(
                "IOInputPortList",
                IntStream.rangeClosed(1, state.settings().inputs())
                        .mapToObj(this::input)
                        .collect(Collectors.joining()));
    }

    private String input(int number) {
        return versioned(
                        "IOInputPort",
                        element("id", number),
                        element("triggering", "high"),
                        element("name", "Alarm in " + number))
                + "\r\n";
    }

    String outputs() {
        return versioned(
                "IOOutputPortList",
                IntStream.rangeClosed(1, state.settings().outputs())
                        .mapToObj(this::output)
                        .collect(Collectors.joining()));
    }

    private String output(int number) {
        return versioned(
                        "IOOutputPort",
                        element("id", number),
                        parent(
                                "PowerOnState",
                                element("defaultState", "low"),
                                element("outputState", "high"),
                                element("pulseDuration", 5000)),
                        element("name", "Alarm out " + number))
                + "\r\n";
    }

    /** The inputs of cameras: the first of channel 3 is 301. */
    String proxyInputs() {
        return versioned(
                "IOProxyInputPortList",
                state.channels().stream()
                        .filter(channel -> !channel.analog() && channel.online())
                        .map(channel -> parent(
                                "IOProxyInputPort",
                                element("id", proxyInput(channel)),
                                element("triggering", "high"),
                                element("name", state.shownName(channel) + " in 1")))
                        .collect(Collectors.joining()));
    }

    private static int proxyInput(NvrChannel channel) {
        return channel.number() * 100 + 1;
    }

    Optional<String> inputStatus(int number) {
        return state.hasInput(number)
                ? Optional.of(status(number, "input", state.device().input(number)))
                : Optional.empty();
    }

    Optional<String> outputStatus(int number) {
        return hasOutput(number)
                ? Optional.of(status(number, "output", state.device().output(number)))
                : Optional.empty();
    }

    private boolean hasOutput(int number) {
        return number >= 1 && number <= state.settings().outputs();
    }

    private static String status(int number, String type, boolean active) {
        return versioned(
                "IOPortStatus",
                element("ioPortID", number),
                element("ioPortType", type),
                element("ioState", active ? "active" : "inactive"));
    }

    /** The states of all contacts. */
    String all() {
        StringBuilder ports = new StringBuilder();
        for (int i = 1; i <= state.settings().inputs(); i++) {
            ports.append(status(i, "input", state.device().input(i))).append("\r\n");
        }
        for (int i = 1; i <= state.settings().outputs(); i++) {
            ports.append(status(i, "output", state.device().output(i))).append("\r\n");
        }
        return versioned("IOPortStatusList", ports.toString());
    }

    /** Switches an output; says whether it could. */
    boolean trigger(int number, String body) throws IOException {
        String wanted = IsapiXml.text(IsapiXml.parse(body), "outputState");
        if (!hasOutput(number) || !(wanted.equals("high") || wanted.equals("low"))) {
            return false;
        }
        state.device().output(number, wanted.equals("high"));
        face.obeyed("trigger", number, Map.of("outputState", wanted));
        return true;
    }

    /** What makes events, and whether the surveillance centre hears of them. */
    String triggers() {
        StringBuilder list = new StringBuilder();
        for (NvrChannel channel : state.channels()) {
            for (String type : new String[] {"VMD", "videoloss", "shelteralarm", "linedetection", "fielddetection"}) {
                list.append(trigger(type, "dynVideoInputChannelID", numbers.listed(channel)));
            }
        }
        for (int i = 1; i <= state.settings().inputs(); i++) {
            list.append(trigger("IO", "inputIOPortID", i));
        }
        return versioned("EventNotification", parent("EventTriggerList", list.toString()));
    }

    private String trigger(String type, String place, int number) {
        String method = state.has(NvrQuirk.NOT_NOTIFIED) ? "record" : "center";
        return parent(
                "EventTrigger",
                element("id", type + "-" + number),
                element("eventType", type),
                element(place, number),
                parent(
                        "EventTriggerNotificationList",
                        parent(
                                "EventTriggerNotification",
                                element("id", method),
                                element("notificationMethod", method),
                                element("notificationRecurrence", "beginning"))));
    }
}
