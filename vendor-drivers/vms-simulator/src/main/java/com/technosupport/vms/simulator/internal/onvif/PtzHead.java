package com.technosupport.vms.simulator.internal.onvif;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where a camera looks, in ONVIF's generic spaces (pan and tilt −1 to 1, zoom 0 to 1), how it moves, and its presets. */
final class PtzHead {
    /** At full speed it goes this far in a second. */
    private static final double A_SECOND = 0.5;

    record Position(double pan, double tilt, double zoom) {
        Position plus(Position other, double times) {
            return new Position(
                    Math.max(-1, Math.min(1, pan + other.pan * times)),
                    Math.max(-1, Math.min(1, tilt + other.tilt * times)),
                    Math.max(0, Math.min(1, zoom + other.zoom * times)));
        }

        boolean isPossible() {
            return Math.abs(pan) <= 1 && Math.abs(tilt) <= 1 && zoom >= 0 && zoom <= 1;
        }
    }

    record Preset(String name, Position position) {}

    static final Position HOME = new Position(0, 0, 0);

    private final Map<String, Preset> presets = new LinkedHashMap<>();
    private Position start = HOME;
    private Position velocity = HOME;
    private long since;
    private long until;
    private int lastPreset;

    PtzHead() {
        savePreset("Gate & drive", new Position(-0.5, 0.1, 0.2));
        savePreset("Überblick", new Position(0.25, -0.2, 0));
    }

    Map<String, Preset> presets() {
        return presets;
    }

    String savePreset(String name, Position position) {
        String token = "preset-" + ++lastPreset;
        presets.put(token, new Preset(name, position));
        return token;
    }

    Position position(long now) {
        long end = Math.min(now, until);
        return start.plus(velocity, Math.max(0, end - since) * A_SECOND / TimeUnit.SECONDS.toNanos(1));
    }

    boolean panning(long now) {
        return now < until && (velocity.pan() != 0 || velocity.tilt() != 0);
    }

    boolean zooming(long now) {
        return now < until && velocity.zoom() != 0;
    }

    /** Moves on until it is stopped, or for a time. */
    void move(Position speed, Duration time, long now) {
        start = position(now);
        velocity = speed;
        since = now;
        until = now + time.toNanos();
    }

    void stop(boolean pan, boolean zoom, long now) {
        start = position(now);
        since = now;
        velocity = new Position(pan ? 0 : velocity.pan(), pan ? 0 : velocity.tilt(), zoom ? 0 : velocity.zoom());
    }

    void go(Position position) {
        start = position;
        velocity = HOME;
    }
}
