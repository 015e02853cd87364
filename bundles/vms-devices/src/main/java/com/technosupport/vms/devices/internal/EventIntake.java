package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.EventFigures.Fate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Makes of what devices say what travels on the bus. Safe for use by several threads. */
final class EventIntake {

    static final String SILENT = "DeviceEventsSilent";
    static final String DRIVER_SUSPECT = "DriverSuspect";
    static final String RESUMED = "DeviceEventsResumed";

    private static final String SOURCE = "driver:";
    private static final int TRIES = 3;
    private static final int LONGEST_NAME = 256;
    /** How far a device's clock may be behind, and before, for its time to be believed. */
    private static final Duration OLDEST = Duration.ofMinutes(10);

    private static final Duration FUTURE = Duration.ofSeconds(5);

    /** By driver and what became of them. */
    private final Map<String, Map<Fate, LongAdder>> counts = new ConcurrentHashMap<>();

    private final EventBus bus;
    private final InputStates inputs;
    private final Clock clock;

    EventIntake(EventBus bus, InputStates inputs, Clock clock) {
        this.bus = bus;
        this.inputs = inputs;
        this.clock = clock;
    }

    /**
     * Hands an event on.
     *
     * @param cameraOf the camera of a channel; events of channels that are none are left out
     */
    void take(
            ListenedDevice device,
            String driver,
            DeviceEvent event,
            Function<Optional<String>, Optional<CameraId>> cameraOf)
            throws InterruptedException {
        boolean input = event.type().equals(DeviceEvent.DIGITAL_INPUT_CHANGED)
                && event.input().isPresent()
                && event.active().isPresent()
                && device.nvr().isPresent();
        count(driver, Fate.RECEIVED);
        if (!device.admit()) {
            count(driver, Fate.DROPPED);
            if (input) {
                device.late(event.input().get(), event.active().get());
            }
            return;
        }
        if (input) {
            device.onTime(event.input().get());
            inputs.changed(
                    device.nvr().get(), event.input().get(), event.active().get());
        }
        Optional<CameraId> camera = cameraOf.apply(event.channel());
        if (camera.isEmpty() && event.channel().isPresent()) {
            return;
        }
        publish(device, message(device, driver, event, camera));
    }

    private void count(String driver, Fate fate) {
        counts.computeIfAbsent(driver, key -> new ConcurrentHashMap<>())
                .computeIfAbsent(fate, key -> new LongAdder())
                .increment();
    }

    /** Since the start. */
    long counted(String driver, Fate fate) {
        LongAdder count = counts.getOrDefault(driver, Map.of()).get(fate);
        return count == null ? 0 : count.sum();
    }

    /** Brings the inputs of a device that sent too much to where they are. */
    void settle(ListenedDevice device) {
        device.nvr()
                .ifPresent(
                        nvr -> device.takeLateInputs().forEach((input, active) -> inputs.changed(nvr, input, active)));
    }

    /** Says that a device has fallen silent, or is heard again. */
    void tell(ListenedDevice device, String type, String driver, Optional<CameraId> camera, String sentence)
            throws InterruptedException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("detail", sentence);
        device.nvr().map(NvrId::toString).ifPresent(nvr -> data.put("nvrId", nvr));
        publish(device, message(type, camera, driver, clock.instant(), Optional.empty(), data));
    }

    /**
     * Says that a driver is suspect, or no longer: the alarms of the server go by it.
     *
     * @throws VmsException when it could not be told; then it is to be told again
     */
    void tellOfDriver(String driver, boolean suspect, String sentence) throws InterruptedException {
        bus.publish(message(
                DRIVER_SUSPECT,
                Optional.empty(),
                driver,
                clock.instant(),
                Optional.empty(),
                Map.of("driver", driver, "active", suspect, "detail", sentence)));
    }

    private EventMessage message(ListenedDevice device, String driver, DeviceEvent event, Optional<CameraId> camera) {
        Map<String, Object> data = new LinkedHashMap<>(EventPayload.bounded(event.data()));
        event.channel().ifPresent(channel -> data.put("channel", cut(channel)));
        event.input().ifPresent(input -> data.put("input", cut(input)));
        event.active().ifPresent(active -> data.put("active", active));
        device.nvr().map(NvrId::toString).ifPresent(nvr -> data.put("nvrId", nvr));
        Instant now = clock.instant();
        boolean believed =
                !event.time().isBefore(now.minus(OLDEST)) && !event.time().isAfter(now.plus(FUTURE));
        if (!believed) {
            // Footage is found by our clock: an event must lie where its picture is.
            data.put("deviceTime", event.time().toString());
        }
        return message(
                event.type(),
                camera,
                driver,
                believed ? event.time() : now,
                event.label().filter(label -> !label.isBlank()).map(EventIntake::cut),
                data);
    }

    private EventMessage message(
            String type,
            Optional<CameraId> camera,
            String driver,
            Instant time,
            Optional<String> label,
            Map<String, Object> data) {
        return new EventMessage(
                EventId.next(clock),
                type,
                camera,
                SOURCE + driver,
                time,
                label,
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                data);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME);
    }

    /** Rather waits, so that the device waits, than loses; but a bus that stays busy must not hold the device up for ever. */
    private void publish(ListenedDevice device, EventMessage message) throws InterruptedException {
        for (int tried = 1; ; tried++) {
            try {
                bus.publish(message);
                return;
            } catch (VmsException e) {
                if (e.code() != ErrorCode.BUSY || tried == TRIES) {
                    device.lost();
                    count(message.source().substring(SOURCE.length()), Fate.LOST);
                    return;
                }
            }
        }
    }
}
