package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Alarm inputs and outputs, by {@code alarm.cgi}: a count of slots and a mask of states. Ids count from 1, as the device's labels do. */
final class Contacts implements DigitalIo {

    /** As many as a mask has bits for. */
    private static final int MOST = 60;

    private final Cgi cgi;

    Contacts(Cgi cgi) {
        this.cgi = cgi;
    }

    @Override
    public List<Port> inputs() throws InterruptedException {
        return ports("getInSlots", "getInState", "Alarm");
    }

    @Override
    public List<Port> outputs() throws InterruptedException {
        return ports("getOutSlots", "getOutState", "AlarmOut");
    }

    private List<Port> ports(String slots, String state, String table) throws InterruptedException {
        long count = Math.min(MOST, result(slots).orElse(0));
        if (count == 0) {
            return List.of();
        }
        OptionalLong mask = result(state);
        SortedMap<Integer, Map<String, String>> settings =
                cgi.config(table).map(lines -> lines.list("table." + table)).orElseGet(TreeMap::new);
        List<Port> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<Boolean> active =
                    mask.isPresent() ? Optional.of((mask.getAsLong() >> i & 1) == 1) : Optional.empty();
            String name = settings.getOrDefault(i, Map.of()).getOrDefault("Name", "");
            ports.add(new Port(String.valueOf(i + 1), DahuaSession.shown(name), active));
        }
        return ports;
    }

    private OptionalLong result(String action) throws InterruptedException {
        Optional<Lines> lines = cgi.find("alarm.cgi?action=" + action);
        return lines.isPresent() ? lines.get().number("result") : OptionalLong.empty();
    }

    @Override
    public void switchOutput(String output, boolean active) throws InterruptedException {
        long slots = result("getOutSlots").orElse(0);
        if (!output.matches("[1-9]\\d?") || Integer.parseInt(output) > slots) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no such output");
        }
        // 0 gives the output back to the device's own rules, 1 switches it on; 2 would forbid those rules to switch it.
        cgi.command("configManager.cgi?action=setConfig&AlarmOut[" + (Integer.parseInt(output) - 1) + "].Mode="
                + (active ? 1 : 0));
    }
}
