package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.DeviceDiagnosis;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.ImagingControl;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.MetadataSource;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tries a device out without taking it in. Everything runs on threads of the driver, each step for a limited time. */
@Component(service = DeviceDiagnosis.class)
public final class DeviceDiagnosisComponent implements DeviceDiagnosis {

    private static final int MOST_CHANNELS = 8;
    private static final Duration LISTENING = Duration.ofSeconds(5);
    private static final Duration SEARCHED = Duration.ofHours(1);

    private final DeviceParts parts;
    private final Clock clock;

    @Activate
    public DeviceDiagnosisComponent(@Reference DeviceParts parts) {
        this(parts, Clock.systemUTC());
    }

    DeviceDiagnosisComponent(DeviceParts parts, Clock clock) {
        this.parts = parts;
        this.clock = clock;
    }

    @Override
    public Report diagnose(OnboardRequest request) throws InterruptedException {
        String id = request.driver().filter(given -> !given.isBlank()).orElse("onvif");
        InstalledDriver driver = parts.catalog().driver(id).orElseThrow(() -> DriverCatalog.missing(id));
        CameraOptions.check(request.options(), driver.descriptor());
        return new Run(driver, request).run();
    }

    /** What a step found, as a sentence. */
    private interface Check {

        String run() throws InterruptedException;
    }

    private final class Run {

        private final InstalledDriver driver;
        private final OnboardRequest request;
        private final Redaction redaction;
        private final AtomicReference<DeviceTrace> trace = new AtomicReference<>();
        private final List<Step> steps = new ArrayList<>();
        private DeviceSession session;
        private List<Channel> channels = List.of();
        private boolean refused;

        Run(InstalledDriver driver, OnboardRequest request) {
            this.driver = driver;
            this.request = request;
            this.redaction = new Redaction(request.credential());
        }

        Report run() throws InterruptedException {
            try {
                step("log in", this::logIn);
                if (session != null) {
                    step("device", this::device);
                    step("channels", this::channels);
                    channels.stream().limit(MOST_CHANNELS).forEach(this::streams);
                    powers();
                }
            } catch (Interruption e) {
                throw new InterruptedException();
            } finally {
                if (session != null) {
                    driver.calls().offer(session::close);
                }
            }
            return new Report(
                    steps,
                    Optional.ofNullable(trace.get()).map(DeviceTrace::text).orElse(""));
        }

        private String logIn() throws InterruptedException {
            Login login = new Login(request.address(), request.credential(), request.options());
            AtomicReference<Boolean> late = new AtomicReference<>(false);
            try {
                session = driver.calls().call(parts.timing().negotiation(), () -> {
                    DeviceSession opened = login.open(driver, http -> {
                                trace.set(new DeviceTrace(http, redaction));
                                return trace.get();
                            })
                            .session();
                    if (late.get()) {
                        opened.close();
                    }
                    return opened;
                });
            } finally {
                late.set(session == null);
            }
            return "the device took the " + (request.credential().isEmpty() ? "login without a password" : "password");
        }

        private String device() throws InterruptedException {
            DeviceInfo info = call(session::info);
            redaction.literal(info.serial(), "serial");
            return (info.manufacturer() + " " + info.model()).strip() + ", firmware " + info.firmware() + ", "
                    + (info.serial().isBlank() ? "no serial" : "with a serial");
        }

        private String channels() throws InterruptedException {
            channels = call(session::channels);
            return channels.size()
                    + (channels.size() == 1 ? " channel: " : " channels: ")
                    + String.join(
                            ", ",
                            channels.stream()
                                    .limit(64)
                                    .map(channel -> channel.id() + " " + channel.name()
                                            + (channel.connected() ? "" : " (no picture)"))
                                    .toList());
        }

        private void streams(Channel channel) {
            for (ChannelStream stream : channel.streams()) {
                step("stream " + channel.id() + " " + stream.role(), () -> {
                    MediaSource source = call(() -> session.source(channel.id(), stream.role()));
                    String size = stream.codec() + " " + stream.width() + "x" + stream.height();
                    return size + " "
                            + (source instanceof RtspSource rtsp ? rtsp.uri().toString() : "by the driver");
                });
            }
        }

        private void powers() {
            String first = channels.isEmpty() ? "" : channels.get(0).id();
            Instant now = clock.instant();
            power(StillImage.class, still -> still.capture(first).length + " bytes");
            power(KeyFrameRequest.class, frames -> {
                frames.request(first, StreamRole.MAIN);
                return "asked for";
            });
            power(PtzControl.class, ptz -> ptz.presets(first).size() + " presets; nothing was moved");
            power(ImagingControl.class, imaging -> imaging.settings(first).toString());
            power(
                    DigitalIo.class,
                    io -> io.inputs().size() + " inputs, " + io.outputs().size() + " outputs; nothing was switched");
            power(
                    DeviceArchive.class,
                    archive -> archive.search(first, now.minus(SEARCHED), now).size() + " recordings in the last hour");
            power(
                    MetadataSource.class,
                    metadata -> metadata.metadata(first).isPresent() ? "a stream of it" : "none for this channel");
            power(DeviceEvents.class, this::listen);
            driver.descriptor().facets().stream()
                    .filter(facet ->
                            steps.stream().noneMatch(step -> step.name().equals(facet.getSimpleName())))
                    .sorted(Comparator.comparing(Class::getSimpleName))
                    .forEach(facet -> step(
                            facet.getSimpleName(),
                            () -> call(() -> session.facet(facet)).isPresent() ? "offered" : "not offered"));
        }

        private String listen(DeviceEvents events) throws InterruptedException {
            AtomicInteger heard = new AtomicInteger();
            AtomicInteger alive = new AtomicInteger();
            try {
                driver.calls().call(LISTENING, () -> {
                    events.listen(new DeviceEvents.Sink() {
                        @Override
                        public void event(DeviceEvent event) {
                            heard.incrementAndGet();
                        }

                        @Override
                        public void alive() {
                            alive.incrementAndGet();
                        }
                    });
                    return true;
                });
            } catch (VmsException e) {
                // That listening did not end by itself is how it should be.
                if (!(e.getCause() instanceof java.util.concurrent.TimeoutException)) {
                    throw e;
                }
            }
            return heard + " events and " + alive + " signs of life in " + LISTENING.toSeconds() + " s";
        }

        /** A power is tried where the driver says that its devices may have it. */
        private <F> void power(Class<F> type, Use<F> use) {
            if (!driver.descriptor().facets().contains(type)) {
                return;
            }
            step(type.getSimpleName(), () -> {
                Optional<F> facet = call(() -> session.facet(type));
                if (facet.isEmpty()) {
                    return "not offered by this device";
                }
                return type == DeviceEvents.class ? use.apply(facet.get()) : call(() -> use.apply(facet.get()));
            });
        }

        private <T> T call(Callable<T> task) throws InterruptedException {
            return driver.calls().call(parts.timing().facet(), task);
        }

        /** One failing step does not end the rest, but a refused password does: devices lock accounts. */
        private void step(String name, Check check) {
            if (refused) {
                return;
            }
            long begun = System.nanoTime();
            String outcome;
            boolean succeeded = false;
            try {
                outcome = check.run();
                succeeded = true;
            } catch (VmsException e) {
                refused = e.code() == ErrorCode.BAD_CREDENTIALS || e.code() == ErrorCode.DEVICE_LOCKED;
                Throwable cause = e.code() == ErrorCode.INTERNAL ? e.getCause() : null;
                outcome = e.code() + ": " + e.getMessage() + (cause == null ? "" : " (" + cause + ")");
            } catch (InterruptedException e) {
                throw new Interruption();
            }
            steps.add(new Step(
                    name,
                    succeeded,
                    DriverRecord.line(redaction.apply(outcome)),
                    Duration.ofNanos(System.nanoTime() - begun).toMillis()));
        }
    }

    /** What to do with a power. */
    private interface Use<F> {

        String apply(F facet) throws InterruptedException;
    }

    /** Carries an interrupt out of a step. */
    private static final class Interruption extends RuntimeException {

        private static final long serialVersionUID = 1;

        Interruption() {
            super("interrupted", null, false, false);
        }
    }
}
