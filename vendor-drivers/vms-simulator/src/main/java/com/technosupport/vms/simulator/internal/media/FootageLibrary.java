package com.technosupport.vms.simulator.internal.media;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The footage that this jar carries; each piece is read when it is first asked for and kept for as long as the library. */
public final class FootageLibrary {
    private final Map<String, Footage> footage = new ConcurrentHashMap<>();
    private final Map<String, byte[]> stills = new ConcurrentHashMap<>();

    public Footage get(String name) {
        return footage.computeIfAbsent(name, key -> Footage.load(key, true));
    }

    /** The same pictures without parameter sets in the stream. */
    public Footage withoutParameterSets(String name) {
        return footage.computeIfAbsent(name + " without parameter sets", key -> Footage.load(name, false));
    }

    /** A JPEG picture of a scene. */
    public byte[] still(String scene) {
        return stills.computeIfAbsent(scene, Footage::still).clone();
    }
}
