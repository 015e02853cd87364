package com.technosupport.vms.simulator.internal.media;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The footage that this jar carries. Each piece is read when it is first asked for, and kept for as long as the library; libraries to
 * come take over what is still in memory.
 */
public final class FootageLibrary {
    private static final Map<String, SoftReference<Footage>> READ = new ConcurrentHashMap<>();

    private final Map<String, Footage> footage = new ConcurrentHashMap<>();
    private final Map<String, byte[]> stills = new ConcurrentHashMap<>();

    public Footage get(String name) {
        return footage.computeIfAbsent(name, key -> read(key, name, true));
    }

    private static Footage read(String key, String name, boolean inBand) {
        SoftReference<Footage> known = READ.get(key);
        Footage kept = known == null ? null : known.get();
        if (kept == null) {
            kept = Footage.load(name, inBand);
            READ.put(key, new SoftReference<>(kept));
        }
        return kept;
    }

    /** The same pictures without parameter sets in the stream. */
    public Footage withoutParameterSets(String name) {
        return footage.computeIfAbsent(name + " without parameter sets", key -> read(key, name, false));
    }

    /** A JPEG picture of a scene. */
    public byte[] still(String scene) {
        return stills.computeIfAbsent(scene, Footage::still).clone();
    }
}
