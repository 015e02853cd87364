package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Found devices, each once, and not more than can be shown. Guarded by its owner. */
final class DeviceList {

    static final int MOST = 4096;
    private static final int MOST_XADDRS = 16;
    private static final int MOST_SCOPES = 64;
    private static final int LONGEST = 512;

    private final Map<String, DiscoveredDevice> byPlace = new LinkedHashMap<>();
    private final Map<Set<URI>, String> placeByXaddrs = new LinkedHashMap<>();

    /** @return whether the list is another one now */
    boolean add(DiscoveredDevice said) {
        DiscoveredDevice device = bounded(said);
        // A device with several networks answers from each, with the same list of addresses.
        Set<URI> xaddrs = Set.copyOf(device.xaddrs());
        String own = device.ip() + " " + device.port();
        String place = byPlace.containsKey(own) || xaddrs.isEmpty() ? own : placeByXaddrs.getOrDefault(xaddrs, own);
        DiscoveredDevice known = byPlace.get(place);
        if (known == null && byPlace.size() >= MOST) {
            return false;
        }
        DiscoveredDevice merged = known == null ? device : merged(known, device);
        placeByXaddrs.putIfAbsent(xaddrs, place);
        byPlace.put(place, merged);
        return !merged.equals(known);
    }

    Collection<DiscoveredDevice> all() {
        return byPlace.values();
    }

    /**
     * The camera, or one of the recorder's, that a device is already, whichever driver found it or speaks to it. A device that
     * gives no serial in discovery is known by its address alone.
     */
    static Optional<CameraId> camera(DiscoveredDevice device, List<Camera> cameras) {
        return cameras.stream()
                .filter(camera -> isAt(camera, device))
                .map(Camera::id)
                .findFirst();
    }

    private static boolean isAt(Camera camera, DiscoveredDevice device) {
        Optional<URI> endpoint = camera.address().endpoint();
        if (endpoint.isPresent() && device.xaddrs().contains(endpoint.get())) {
            return true;
        }
        int port = camera.address()
                .port()
                .orElseGet(() ->
                        endpoint.map(URI::getPort).filter(given -> given > 0).orElse(80));
        return camera.address().host().equals(device.ip()) && port == device.port();
    }

    private static DiscoveredDevice merged(DiscoveredDevice one, DiscoveredDevice other) {
        return new DiscoveredDevice(
                one.ip(),
                one.port(),
                union(one.xaddrs(), other.xaddrs(), MOST_XADDRS),
                union(one.scopes(), other.scopes(), MOST_SCOPES),
                one.name().isEmpty() ? other.name() : one.name(),
                one.hardware().isEmpty() ? other.hardware() : one.hardware(),
                one.driver());
    }

    private static <T> List<T> union(List<T> one, List<T> other, int most) {
        Set<T> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return all.stream().limit(most).toList();
    }

    private static DiscoveredDevice bounded(DiscoveredDevice said) {
        return new DiscoveredDevice(
                cut(said.ip()),
                said.port(),
                said.xaddrs().stream()
                        .filter(xaddr -> xaddr.toString().length() <= LONGEST)
                        .limit(MOST_XADDRS)
                        .toList(),
                new ArrayList<>(said.scopes())
                        .stream()
                                .filter(scope -> scope.length() <= LONGEST)
                                .limit(MOST_SCOPES)
                                .toList(),
                cut(said.name()),
                cut(said.hardware()),
                said.driver());
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
