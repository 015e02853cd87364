package com.technosupport.vms.onvif.profile.g.internal;

import static com.technosupport.vms.onvif.profile.g.internal.ProfileG.RECORDING;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.driver.onvif.OnvifPicture;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * Which recordings are of which picture. ONVIF does not lay that down: the recording jobs name the media profile that is recorded, else
 * the source id of a recording is a token of the picture's, else names are alike; a device with one picture records no other.
 */
final class RecordingSources {

    private static final int MOST_JOBS = 512;

    private final OnvifDevice device;
    /** Media profiles or sources by recording, as its jobs say. */
    private Map<String, Set<String>> jobs;

    RecordingSources(OnvifDevice device) {
        this.device = device;
    }

    List<Recording> of(OnvifPicture picture, List<Recording> all) throws InterruptedException {
        List<OnvifPicture> pictures = device.pictures();
        if (pictures.size() == 1) {
            return all;
        }
        Map<String, Set<String>> known = jobs();
        return all.stream()
                .filter(recording -> owner(recording, known.getOrDefault(recording.token(), Set.of()), pictures)
                        .filter(picture.source()::equals)
                        .isPresent())
                .toList();
    }

    private static Optional<String> owner(Recording recording, Set<String> recorded, List<OnvifPicture> pictures) {
        return first(
                        pictures,
                        picture -> recorded.stream()
                                .anyMatch(token -> picture.configurations().contains(token)
                                        || picture.source().equals(token)))
                .or(() -> first(
                        pictures,
                        picture -> picture.source().equals(recording.source().id())))
                .or(() -> first(
                        pictures,
                        picture -> picture.configurations()
                                .contains(recording.source().id())))
                .or(() -> first(
                        pictures,
                        picture -> !picture.name().isEmpty()
                                && picture.name().equals(recording.source().name())));
    }

    private static Optional<String> first(
            List<OnvifPicture> pictures, java.util.function.Predicate<OnvifPicture> condition) {
        return pictures.stream().filter(condition).map(OnvifPicture::source).findFirst();
    }

    private Map<String, Set<String>> jobs() throws InterruptedException {
        if (jobs == null) {
            jobs = read();
        }
        return jobs;
    }

    private Map<String, Set<String>> read() throws InterruptedException {
        Map<String, Set<String>> read = new HashMap<>();
        Optional<URI> service = device.service(RECORDING);
        if (service.isEmpty()) {
            return read;
        }
        try {
            Element response = device.call(Operation.of(service.get(), RECORDING, "GetRecordingJobs", ""));
            int count = 0;
            for (Element job : Elements.children(response, "JobItem")) {
                Optional<Element> configuration = Elements.find(job, "JobConfiguration");
                if (configuration.isPresent() && count++ < MOST_JOBS) {
                    Set<String> tokens = read.computeIfAbsent(
                            Elements.text(configuration.get(), "RecordingToken"), token -> new HashSet<>());
                    for (Element source : Elements.children(configuration.get(), "Source")) {
                        tokens.add(Elements.text(source, "SourceToken", "Token"));
                    }
                }
            }
        } catch (VmsException e) {
            if (e.code() != ErrorCode.NOT_SUPPORTED && e.code() != ErrorCode.DEVICE_PROTOCOL) {
                throw e;
            }
        }
        return read;
    }
}
