package com.technosupport.vms.simulator.internal;

import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedCommand;
import com.technosupport.vms.simulator.internal.auth.Credentials;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a device keeps that tests change or look at: who it is, its password, its contacts, and what it was told to do. Thread-safe. */
public final class DeviceState {
    private static final int MAX_COMMANDS = 1000;

    private final String firstSerial;
    private volatile String serial;
    private volatile Credentials credentials;
    private volatile Set<OnvifQuirk> quirks = Set.of();
    private final Deque<SimulatedCommand> commands = new ArrayDeque<>();
    private final Loudspeaker loudspeaker = new Loudspeaker();
    private final Map<Integer, Boolean> inputs = new HashMap<>();
    private final Map<Integer, Boolean> outputs = new HashMap<>();

    public DeviceState(String serial, Credentials credentials) {
        firstSerial = Objects.requireNonNull(serial, "serial");
        this.serial = serial;
        this.credentials = Objects.requireNonNull(credentials, "credentials");
    }

    public String serial() {
        return serial;
    }

    public void serial(String next) {
        if (next.isBlank()) {
            throw new IllegalArgumentException("A serial number is not blank");
        }
        serial = next;
    }

    /** Whether another device stands in the first one's place. */
    public boolean isReplaced() {
        return !serial.equals(firstSerial);
    }

    public Credentials credentials() {
        return credentials;
    }

    public void password(String password) {
        credentials = new Credentials(credentials.user(), password);
    }

    public Loudspeaker loudspeaker() {
        return loudspeaker;
    }

    public Set<OnvifQuirk> quirks() {
        return quirks;
    }

    public synchronized void quirk(OnvifQuirk quirk, boolean on) {
        Set<OnvifQuirk> next = EnumSet.noneOf(OnvifQuirk.class);
        next.addAll(quirks);
        if (on) {
            next.add(quirk);
        } else {
            next.remove(quirk);
        }
        quirks = Collections.unmodifiableSet(next);
    }

    public synchronized void record(SimulatedCommand command) {
        if (commands.size() == MAX_COMMANDS) {
            commands.removeFirst();
        }
        commands.addLast(command);
    }

    public synchronized List<SimulatedCommand> commands() {
        return List.copyOf(commands);
    }

    public synchronized boolean input(int number) {
        return inputs.getOrDefault(number, false);
    }

    public synchronized void input(int number, boolean active) {
        inputs.put(number, active);
    }

    public synchronized boolean output(int number) {
        return outputs.getOrDefault(number, false);
    }

    public synchronized void output(int number, boolean active) {
        outputs.put(number, active);
    }
}
