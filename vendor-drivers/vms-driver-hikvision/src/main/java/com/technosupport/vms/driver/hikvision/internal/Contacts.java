package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/** Alarm inputs and outputs of the device itself. */
final class Contacts implements DigitalIo {

    private static final int MOST = 64;

    private final Isapi isapi;

    Contacts(Isapi isapi) {
        this.isapi = isapi;
    }

    @Override
    public List<Port> inputs() throws InterruptedException {
        return ports("inputs", "IOInputPort", "input");
    }

    @Override
    public List<Port> outputs() throws InterruptedException {
        return ports("outputs", "IOOutputPort", "output");
    }

    private List<Port> ports(String list, String item, String type) throws InterruptedException {
        Map<String, Boolean> states = new HashMap<>();
        Optional<Element> all = isapi.find("System/IO/status");
        if (all.isPresent()) {
            for (Element status : Elements.children(all.get(), "IOPortStatus")) {
                if (Elements.text(status, "ioPortType").equalsIgnoreCase(type)) {
                    states.put(Elements.text(status, "ioPortID"), isActive(status));
                }
            }
        }
        List<Port> ports = new ArrayList<>();
        List<Element> listed = isapi.find("System/IO/" + list)
                .map(found -> Elements.children(found, item))
                .orElse(List.of());
        for (Element port : listed) {
            String id = Elements.text(port, "id");
            if (!id.matches("\\d{1,5}")
                    || ports.size() >= MOST
                    || ports.stream().anyMatch(known -> known.id().equals(id))) {
                continue;
            }
            Optional<Boolean> active = Optional.ofNullable(states.get(id));
            if (active.isEmpty()) {
                active = isapi.find("System/IO/" + list + "/" + id + "/status").map(Contacts::isActive);
            }
            ports.add(new Port(id, name(port), active));
        }
        return ports;
    }

    private static String name(Element port) {
        for (String field : List.of("name", "inputName", "outputName", "IOName")) {
            String name = Isapi.shown(port, field);
            if (!name.isEmpty()) {
                return name;
            }
        }
        return "";
    }

    private static boolean isActive(Element status) {
        return Elements.text(status, "ioState").equalsIgnoreCase("active");
    }

    @Override
    public void switchOutput(String output, boolean active) throws InterruptedException {
        if (!output.matches("\\d{1,5}")) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such output");
        }
        isapi.put(
                "System/IO/outputs/" + output + "/trigger",
                "<IOPortData><outputState>" + (active ? "high" : "low") + "</outputState></IOPortData>");
    }
}
