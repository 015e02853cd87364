package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.EventQuery;
import com.technosupport.vms.web.internal.EventServices;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.rest.NvrView.Contact;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The words for rules: what conditions and actions can be about. Parts that are away are left out. */
final class RuleVocabulary {

    private static final Logger LOG = LoggerFactory.getLogger(RuleVocabulary.class);

    /** What this server and its drivers publish by themselves. */
    private static final List<String> OWN_TYPES = List.of(
            "CameraLost",
            "DigitalInputChanged",
            "DriverSuspect",
            "LineCrossed",
            "MotionEnded",
            "MotionStarted",
            "PersonDetected",
            "StorageFailed",
            "StorageFull",
            "Tampered",
            "VideoLost");

    private static final int LATEST = 1000;
    private static final int MOST_SEEN = 500;

    private final Services services;
    private final EventServices events;

    RuleVocabulary(Services services, EventServices events) {
        this.services = services;
        this.events = events;
    }

    /** The words. */
    @Schema(name = "RuleVocabulary")
    record View(List<Word> types, List<Word> labels, List<Zone> zones, List<Device> devices) {}

    /**
     * A type or a label.
     *
     * @param seen how many of the latest thousand events have it
     */
    @Schema(name = "RuleWord")
    record Word(String name, int seen) {}

    /** A zone of a camera's detection. */
    @Schema(name = "RuleZone")
    record Zone(String name, List<UUID> cameraIds) {}

    /**
     * A device with inputs, outputs or stored positions.
     *
     * @param recorder whether it is a recorder, not a camera
     * @param contacts whether {@code GET /api/devices/{id}/contacts} may tell inputs and outputs
     * @param inputs as far as they are known without asking the device, as the outputs
     * @param presets whether {@code GET /api/cameras/{id}/ptz/presets} may tell stored positions
     */
    @Schema(name = "RuleDevice")
    record Device(
            UUID id,
            String name,
            boolean recorder,
            boolean contacts,
            List<Contact> inputs,
            List<Contact> outputs,
            boolean presets) {}

    View view() {
        Map<String, Integer> types = new TreeMap<>();
        Map<String, Integer> labels = new TreeMap<>();
        OWN_TYPES.forEach(type -> types.put(type, 0));
        Map<String, Set<CameraId>> zones = new TreeMap<>();
        ifThere("detection", () -> detection(labels, zones));
        ifThere("events", () -> {
            for (EnrichedEvent event : events.store().page(EventQuery.newest(LATEST))) {
                count(types, event.message().type());
                event.message().label().ifPresent(label -> count(labels, label.toLowerCase(Locale.ROOT)));
            }
        });
        List<Device> devices = new ArrayList<>();
        ifThere("recorders", () -> services.nvrRegistry().nvrs().forEach(nvr -> devices.add(recorder(nvr))));
        ifThere("cameras", () -> cameras(devices));
        return new View(
                words(types),
                words(labels),
                zones.entrySet().stream()
                        .map(zone -> new Zone(
                                zone.getKey(),
                                zone.getValue().stream().map(CameraId::value).toList()))
                        .toList(),
                devices);
    }

    private void detection(Map<String, Integer> labels, Map<String, Set<CameraId>> zones) {
        services.detections()
                .detectors()
                .forEach(detector -> detector.info()
                        .labels()
                        .forEach(label -> labels.putIfAbsent(label.toLowerCase(Locale.ROOT), 0)));
        for (Camera camera : services.deviceRegistry().cameras()) {
            services.detections()
                    .policy(camera.id())
                    .zones()
                    .forEach(zone -> zones.computeIfAbsent(zone.name(), name -> new TreeSet<>())
                            .add(camera.id()));
        }
    }

    private void cameras(List<Device> devices) {
        DeviceRegistry registry = services.deviceRegistry();
        Map<String, List<String>> capabilities = CameraView.capabilities(registry);
        for (Camera camera : registry.cameras()) {
            List<String> can = capabilities.getOrDefault(camera.driver(), List.of());
            // What a recorder has is listed with the recorder.
            boolean contacts = can.contains("DigitalIo") && camera.nvr().isEmpty();
            boolean presets = can.contains("PtzControl");
            if (contacts || presets) {
                devices.add(
                        new Device(camera.id().value(), camera.name(), false, contacts, List.of(), List.of(), presets));
            }
        }
    }

    private static Device recorder(Nvr nvr) {
        return new Device(
                nvr.id().value(), nvr.name(), true, true, Contact.of(nvr.inputs()), Contact.of(nvr.outputs()), false);
    }

    private static void count(Map<String, Integer> words, String word) {
        if (words.size() < MOST_SEEN || words.containsKey(word)) {
            words.merge(word, 1, Integer::sum);
        }
    }

    /** The most frequent first. */
    private static List<Word> words(Map<String, Integer> seen) {
        return seen.entrySet().stream()
                .map(each -> new Word(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingInt(Word::seen).reversed().thenComparing(Word::name))
                .toList();
    }

    private static void ifThere(String part, Runnable read) {
        try {
            read.run();
        } catch (VmsException e) {
            LOG.debug("The words of {} are left out", part, e);
        }
    }
}
