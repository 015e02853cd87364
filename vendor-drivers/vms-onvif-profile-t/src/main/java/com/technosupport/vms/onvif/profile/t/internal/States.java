package com.technosupport.vms.onvif.profile.t.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifNotification.Change;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The states that a device has told of, so that only changes are passed on, however often it repeats itself, and in however many topics
 * it says the same.
 *
 * <p>What a subscription begins with ({@code Initialized}) is no event, but it is told of where somebody would miss it: a state that
 * holds already, every digital input, and what has changed since an earlier subscription of the same listening.
 */
final class States {

    private static final int MOST = 4096;

    /** Motion and its like come in several topics at a time: it holds as long as one of them says so. */
    private static final Set<String> JOINT =
            Set.of(DeviceEvent.MOTION_STARTED, DeviceEvent.MOTION_ENDED, DeviceEvent.VIDEO_LOST, DeviceEvent.TAMPERED);

    /** Where a state comes from: one topic's one source. */
    private record Origin(Subject subject, String topic, Map<String, String> source, Map<String, String> key) {}

    /** What a state is about. */
    private record Subject(String kind, Optional<String> channel, Optional<String> input) {}

    /** What was last said: whether it holds, and of what. */
    private record State(boolean active, Optional<String> label) {}

    private final Map<Origin, State> origins = new Oldest<>();
    private final Map<Subject, Boolean> told = new Oldest<>();

    /** Whether to pass it on. */
    boolean isNews(DeviceEvent event, OnvifNotification notification) {
        if (event.active().isEmpty()) {
            // What has no state happens; but what a subscription begins with has happened before.
            return notification.change() != Change.INITIALIZED && notification.change() != Change.DELETED;
        }
        boolean active = event.active().get();
        boolean joint = JOINT.contains(event.type());
        String kind = joint && event.type().startsWith("Motion") ? "Motion" : event.type();
        Subject subject = new Subject(kind, event.channel(), event.input());
        Origin origin = new Origin(subject, notification.topic(), notification.source(), notification.key());
        State before = origins.get(origin);
        State now = new State(active, active ? event.label() : Optional.empty());
        if (notification.change() == Change.DELETED) {
            origins.remove(origin);
        } else {
            origins.put(origin, now);
        }
        if (!joint) {
            return before == null ? isFirstNews(event, notification) : !before.equals(now);
        }
        boolean holds = active
                || origins.entrySet().stream()
                        .anyMatch(known -> known.getValue().active()
                                && known.getKey().subject().equals(subject));
        Boolean last = told.put(subject, holds);
        // Another topic that says that it is over does not end what still holds.
        return holds == active && (last == null ? isFirstNews(event, notification) : last != holds);
    }

    private static boolean isFirstNews(DeviceEvent event, OnvifNotification notification) {
        return Objects.equals(event.active(), Optional.of(true))
                || notification.change() != Change.INITIALIZED
                || event.type().equals(DeviceEvent.DIGITAL_INPUT_CHANGED);
    }

    /** Objects come and go, each with an id of its own: what has not changed for longest is forgotten first. */
    private static final class Oldest<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1L;

        Oldest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }
}
