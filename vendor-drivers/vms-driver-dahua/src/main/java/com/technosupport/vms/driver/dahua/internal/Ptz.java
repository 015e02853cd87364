package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Movements by {@code ptz.cgi}: each direction is started, and stopped by its own name. A device turns in one direction and zooms in
 * one at a time; a new direction takes the place of the last.
 */
final class Ptz implements PtzControl {

    private static final int FASTEST = 8;
    private static final int MOST_PRESETS = 512;

    /** What may be moving though this session did not start it. */
    private static final List<String> ANY = List.of("Up", "ZoomTele");

    private final DahuaSession session;
    private final Cgi cgi;
    private final int firstChannel;
    /** By channel, what was started last; by whether it is a zoom. */
    private final Map<String, Map<Boolean, String>> moving = new HashMap<>();

    /** @param firstChannel the number that the first channel has here: 1, or 0 on some firmware */
    Ptz(DahuaSession session, Cgi cgi, int firstChannel) {
        this.session = session;
        this.cgi = cgi;
        this.firstChannel = firstChannel;
    }

    @Override
    public void move(String channel, Velocity velocity) throws InterruptedException {
        session.known(channel);
        Map<Boolean, String> wanted = new LinkedHashMap<>();
        String turn = turn(velocity);
        if (!turn.isEmpty()) {
            wanted.put(false, turn);
        }
        if (velocity.zoom() != 0) {
            wanted.put(true, velocity.zoom() > 0 ? "ZoomTele" : "ZoomWide");
        }
        if (wanted.isEmpty()) {
            stop(channel);
            return;
        }
        Map<Boolean, String> before = moving.computeIfAbsent(channel, key -> new HashMap<>());
        for (boolean zoom : new boolean[] {false, true}) {
            String code = wanted.get(zoom);
            if (code != null) {
                send("start", channel, code, zoom ? straight(velocity.zoom()) : speeds(velocity));
                before.put(zoom, code);
            } else if (before.containsKey(zoom)) {
                send("stop", channel, before.remove(zoom), "&arg1=0&arg2=0&arg3=0");
            }
        }
    }

    private static String turn(Velocity velocity) {
        String sideways = velocity.pan() > 0 ? "Right" : velocity.pan() < 0 ? "Left" : "";
        return sideways + (velocity.tilt() > 0 ? "Up" : velocity.tilt() < 0 ? "Down" : "");
    }

    /** Of a slanting direction the first argument is the vertical speed and the second the other; of a straight one, the second. */
    private static String speeds(Velocity velocity) {
        if (velocity.pan() != 0 && velocity.tilt() != 0) {
            return "&arg1=" + speed(velocity.tilt()) + "&arg2=" + speed(velocity.pan()) + "&arg3=0";
        }
        return straight(velocity.pan() != 0 ? velocity.pan() : velocity.tilt());
    }

    private static String straight(double part) {
        return "&arg1=0&arg2=" + speed(part) + "&arg3=0";
    }

    /** 1 to 8: what moves at all moves at the lowest speed. */
    private static int speed(double part) {
        return Math.max(1, (int) Math.round(Math.abs(part) * FASTEST));
    }

    @Override
    public void stop(String channel) throws InterruptedException {
        session.known(channel);
        Map<Boolean, String> started = moving.remove(channel);
        List<String> codes = started == null || started.isEmpty() ? ANY : List.copyOf(started.values());
        for (String code : codes) {
            send("stop", channel, code, "&arg1=0&arg2=0&arg3=0");
        }
    }

    @Override
    public List<Preset> presets(String channel) throws InterruptedException {
        session.known(channel);
        List<Preset> presets = new ArrayList<>();
        cgi.find("ptz.cgi?action=getPresets&channel=" + number(channel))
                .map(lines -> lines.list("presets").values())
                .orElse(List.of())
                .forEach(fields -> {
                    String id = fields.getOrDefault("Index", "");
                    if (id.matches("\\d{1,4}")
                            && presets.size() < MOST_PRESETS
                            && presets.stream().noneMatch(known -> known.id().equals(id))) {
                        presets.add(new Preset(id, DahuaSession.shown(fields.getOrDefault("Name", ""))));
                    }
                });
        return presets;
    }

    @Override
    public void recall(String channel, String preset) throws InterruptedException {
        session.known(channel);
        if (!preset.matches("\\d{1,4}")) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "A preset of this device is a number");
        }
        send("start", channel, "GotoPreset", "&arg1=0&arg2=" + preset + "&arg3=0");
    }

    private void send(String action, String channel, String code, String arguments) throws InterruptedException {
        cgi.command("ptz.cgi?action=" + action + "&channel=" + number(channel) + "&code=" + code + arguments);
    }

    private int number(String channel) {
        return Integer.parseInt(channel) - 1 + firstChannel;
    }
}
