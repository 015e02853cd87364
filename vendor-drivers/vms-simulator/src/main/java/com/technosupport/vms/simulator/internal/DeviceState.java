package com.technosupport.vms.simulator.internal;

import com.technosupport.vms.simulator.SimulatedCommand;
import com.technosupport.vms.simulator.internal.auth.Credentials;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a device keeps that tests change or look at: who it is, its password, its contacts, and what it was told to do. Thread-safe. */
public final class DeviceState {
    private static final int MAX_COMMANDS = 1000;

    private volatile String serial;
    private volatile Credentials credentials;
    private final Deque<SimulatedCommand> commands = new ArrayDeque<>();
    private final Map<Integer, Boolean> inputs = new HashMap<>();
    private final Map<Integer, Boolean> outputs = new HashMap<>();

    public DeviceState(String serial, Credentials credentials) {
        this.serial = Objects.requireNonNull(serial, "serial");
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

    public Credentials credentials() {
        return credentials;
    }

    public void password(String password) {
        credentials = new Credentials(credentials.user(), password);
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
