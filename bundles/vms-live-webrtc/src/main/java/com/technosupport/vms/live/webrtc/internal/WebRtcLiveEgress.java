package com.technosupport.vms.live.webrtc.internal;

import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.live.LiveEgress;
import com.technosupport.vms.api.live.LiveListener;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveSessionInfo;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.live.TalkIngress;
import com.technosupport.vms.api.live.TalkRequest;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.live.webrtc.internal.ice.DatagramOutput;
import com.technosupport.vms.live.webrtc.internal.ice.IceAddresses;
import com.technosupport.vms.live.webrtc.internal.session.LiveSessions;
import com.technosupport.vms.live.webrtc.internal.session.LiveSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live viewing by WebRTC: a camera's picture and sound go to browsers as they are, and a viewer's microphone comes in, over one UDP
 * and one TCP port. It does not transcode: what a browser cannot take is refused with the reason, so that the viewer can be served
 * another way.
 */
@Component(
        service = {LiveEgress.class, TalkIngress.class, HealthCheck.class},
        immediate = true,
        configurationPid = "com.technosupport.vms.live.webrtc",
        property = "protocol=webrtc")
@Designate(ocd = WebRtcConfiguration.class)
public final class WebRtcLiveEgress implements LiveEgress, TalkIngress, HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(WebRtcLiveEgress.class);

    private final LiveSessions sessions;

    @Reference(
            service = LiveListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    private volatile List<LiveListener> listeners = List.of();

    private Optional<WebRtcMeters> meters = Optional.empty();
    private boolean closed;

    @Activate
    public WebRtcLiveEgress(WebRtcConfiguration configuration, @Reference StreamHub hub) throws IOException {
        // A configuration file has one text where a configuration service has several.
        List<String> addresses = Arrays.stream(configuration.addresses())
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
        this.sessions = new LiveSessions(
                new LiveSettings(configuration.port(), addresses, configuration.maxSessions()),
                hub,
                new Telling(),
                Clock.systemUTC(),
                IceAddresses::ofHost,
                DatagramOutput.Factory.BEST);
    }

    private final class Telling implements LiveListener {

        @Override
        public void liveChanged(LiveSessionId session, LiveState state, LiveReason reason) {
            tell(session, listener -> listener.liveChanged(session, state, reason));
        }

        @Override
        public void streamChanged(LiveSessionId session, StreamId stream, LiveReason reason) {
            tell(session, listener -> listener.streamChanged(session, stream, reason));
        }

        private void tell(LiveSessionId session, Consumer<LiveListener> change) {
            for (LiveListener listener : listeners) {
                try {
                    change.accept(listener);
                } catch (RuntimeException e) {
                    LOG.warn(
                            "{} failed over live session {}",
                            listener.getClass().getName(),
                            session,
                            e);
                }
            }
        }
    }

    @Override
    public String protocol() {
        return "webrtc";
    }

    @Override
    public Negotiation negotiate(NegotiationRequest request) {
        return sessions.negotiate(request);
    }

    @Override
    public Negotiation negotiate(TalkRequest request) {
        return sessions.negotiate(request);
    }

    @Override
    public void answer(LiveSessionId session, String sdp) {
        sessions.answer(session, sdp);
    }

    @Override
    public void stop(LiveSessionId session) {
        sessions.stop(session);
    }

    @Override
    public List<LiveSessionInfo> sessions() {
        return sessions.sessions();
    }

    @Override
    public String name() {
        return "live-webrtc";
    }

    @Override
    public Optional<String> problem() {
        return sessions.problem();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindMeters(MeterRegistry registry) {
        forgetMeters();
        if (!closed) {
            meters = Optional.of(new WebRtcMeters(registry, sessions));
        }
    }

    synchronized void unbindMeters(MeterRegistry registry) {
        if (meters.filter(bound -> bound.isOf(registry)).isPresent()) {
            forgetMeters();
        }
    }

    private void forgetMeters() {
        meters.ifPresent(WebRtcMeters::close);
        meters = Optional.empty();
    }

    @Deactivate
    public void close() {
        synchronized (this) {
            closed = true;
            forgetMeters();
        }
        sessions.close();
    }
}
