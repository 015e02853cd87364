package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.MetadataStreams.DocumentSink;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.media.internal.avformat.AvformatReader;
import com.technosupport.vms.media.internal.avformat.DeviceCertificates;
import com.technosupport.vms.media.internal.rtsp.RtspCall;
import com.technosupport.vms.media.internal.rtsp.RtspLoop;
import com.technosupport.vms.media.internal.rtsp.RtspSession;
import com.technosupport.vms.media.internal.rtsp.RtspTimes;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.Login;
import com.technosupport.vms.media.internal.source.LoginGate;
import com.technosupport.vms.media.internal.source.ReaderThreads;
import com.technosupport.vms.media.internal.source.Source;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Opens what a request names: RTSP on the shared loops, a driver's own source, or avformat. */
final class DeviceSources implements Sources, AutoCloseable {

    /** How long a talker waits: the device has to answer some five requests. */
    private static final Duration CALL_ANSWER = Duration.ofSeconds(10);

    /** A device may have nothing to tell for long; keep-alives tell whether it is there. */
    private static final Duration METADATA_SILENCE = Duration.ofMinutes(10);

    private final List<RtspLoop> loops;
    private final LoginGate gate = new LoginGate();
    private final DeviceCertificates certificates = new DeviceCertificates();
    private final ReaderThreads threads = new ReaderThreads();
    private final AtomicInteger turn = new AtomicInteger();
    private final RtspTimes times;
    private final ExecutorService lookups;
    private final Clock clock;
    private final boolean fallbackAllowed;

    /** @param lookups where host names are looked up, which may take seconds */
    DeviceSources(
            List<RtspLoop> loops, RtspTimes times, ExecutorService lookups, Clock clock, boolean fallbackAllowed) {
        this.loops = loops;
        this.times = times;
        this.lookups = lookups;
        this.clock = clock;
        this.fallbackAllowed = fallbackAllowed;
    }

    @Override
    public LoginGate.Member join(PipelineRequest request) {
        // A driver's own source logs in by itself, and so never asks.
        String host = request.source() instanceof RtspSource rtsp ? host(rtsp.uri()) : "";
        if (isSecure(request)) {
            certificates.forget(((RtspSource) request.source()).uri());
        }
        return gate.join(host, request.credential());
    }

    /** Begins to use a device's account otherwise than for a pipeline. */
    LoginGate.Member join(URI uri, Credential credential) {
        return gate.join(host(uri), credential);
    }

    private static String host(URI uri) {
        return uri.getHost().replaceAll("[\\[\\]]", "");
    }

    @Override
    public Source open(PipelineRequest request, Login login, boolean live, SourceListener listener) {
        if (request.source() instanceof CustomSource custom) {
            return new CustomSourceRunner(custom, request.name(), listener, threads);
        }
        if (isSecure(request) && hasFallback(request)) {
            // At once, not after a failure of our own reader, by which whoever waits for the first picture would judge.
            return openFallback(request, login, listener);
        }
        Opening opening = new Opening(request, (RtspSource) request.source(), login, live, listener);
        try {
            lookups.execute(opening);
        } catch (RejectedExecutionException e) {
            // All ends, or the name service hangs for very many: the pipeline tries again.
            threads.start(
                    "vms-media-lookup-refused",
                    () -> listener.ended(
                            new Failure(Failure.Kind.UNREACHABLE, "The host name cannot be looked up now")));
        }
        return opening;
    }

    private static boolean isSecure(PipelineRequest request) {
        return request.source() instanceof RtspSource rtsp
                && rtsp.uri().getScheme().equalsIgnoreCase("rtsps");
    }

    @Override
    public Source openFallback(PipelineRequest request, Login login, SourceListener listener) {
        return new AvformatReader(
                request.name(), (RtspSource) request.source(), login, times, certificates, clock, listener, threads);
    }

    @Override
    public boolean hasFallback(PipelineRequest request) {
        return fallbackAllowed && request.source() instanceof RtspSource && AvformatReader.isAvailable();
    }

    /**
     * Calls a loudspeaker, and waits until its device has taken the call.
     *
     * @throws VmsException as {@link com.technosupport.vms.api.media.Backchannels#open}
     */
    RtspCall call(String name, URI uri, Credential credential, Consumer<String> ended) throws InterruptedException {
        InetSocketAddress address = lookUp(uri);
        LoginGate.Member account = gate.join(host(uri), credential);
        account.setUp();
        RtspCall call = RtspCall.begin(nextLoop(), name, uri, address, account.login(), times, ended, account::leave);
        call.awaitAnswer(CALL_ANSWER);
        return call;
    }

    /**
     * Reads a metadata stream until it ends.
     *
     * @throws VmsException as {@link com.technosupport.vms.api.media.MetadataStreams#read}
     */
    VmsException readMetadata(String name, URI uri, Credential credential, DocumentSink sink)
            throws InterruptedException {
        if (!uri.getScheme().equalsIgnoreCase("rtsp")) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "Metadata streams are not read over TLS");
        }
        InetSocketAddress address = lookUp(uri);
        LoginGate.Member account = gate.join(host(uri), credential);
        RtspTimes patient = new RtspTimes(times.connect(), times.answer(), METADATA_SILENCE, METADATA_SILENCE);
        MetadataReading reading = new MetadataReading(name);
        RtspSource source = new RtspSource(uri, RtspSource.Transport.TCP);
        RtspSession session =
                RtspSession.metadata(nextLoop(), name, source, address, account.login(), patient, reading);
        try {
            return ReplayRun.thrown(reading.run(sink));
        } finally {
            session.stop();
            account.leave();
        }
    }

    private static InetSocketAddress lookUp(URI uri) {
        String host = host(uri);
        try {
            return new InetSocketAddress(InetAddress.getByName(host), RtspSession.port(uri));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "No host is known by the name " + host, e);
        }
    }

    private RtspLoop nextLoop() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    @Override
    public void close() {
        threads.close();
    }

    /** A session, from before its host's name is looked up. */
    private final class Opening implements Source, Runnable {

        private final PipelineRequest request;
        private final RtspSource source;
        private final Login login;
        private final SourceListener listener;
        private boolean live;
        private boolean stopped;
        private RtspSession session;

        Opening(PipelineRequest request, RtspSource source, Login login, boolean live, SourceListener listener) {
            this.request = request;
            this.source = source;
            this.login = login;
            this.live = live;
            this.listener = listener;
        }

        @Override
        public void run() {
            URI uri = source.uri();
            if (!uri.getScheme().toLowerCase(Locale.ROOT).equals("rtsp")) {
                listener.ended(new Failure(Failure.Kind.UNSUPPORTED, "RTSP over TLS is left to the FFmpeg reader"));
                return;
            }
            String host = host(uri);
            InetSocketAddress address;
            try {
                address = new InetSocketAddress(InetAddress.getByName(host), RtspSession.port(uri));
            } catch (UnknownHostException | IllegalArgumentException e) {
                listener.ended(new Failure(Failure.Kind.UNREACHABLE, "No host is known by the name " + host));
                return;
            }
            synchronized (this) {
                if (!stopped) {
                    session =
                            RtspSession.open(nextLoop(), request.name(), source, address, login, times, live, listener);
                }
            }
        }

        @Override
        public synchronized void stop() {
            stopped = true;
            if (session != null) {
                session.stop();
            }
        }

        @Override
        public synchronized void live(boolean now) {
            live = now;
            if (session != null) {
                session.live(now);
            }
        }

        @Override
        public synchronized long lost() {
            return session == null ? 0 : session.lost();
        }
    }
}
