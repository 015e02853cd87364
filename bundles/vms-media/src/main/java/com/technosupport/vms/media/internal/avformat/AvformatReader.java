package com.technosupport.vms.media.internal.avformat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.media.internal.rtsp.RtspTimes;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.Login;
import com.technosupport.vms.media.internal.source.ReaderThreads;
import com.technosupport.vms.media.internal.source.Source;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads RTSP by FFmpeg's libavformat, a thread a stream: costs four times our own client, and understands devices that ours does
 * not. FFmpeg takes the credential in the address alone; that address stays within this class and FFmpeg, whose log is off. FFmpeg sends it as it sees fit, so the
 * whole opening is the account's one login. Over TLS it goes to the device alone that {@link DeviceCertificates} knows.
 */
public final class AvformatReader implements Source, Interruption {

    private static final Logger LOG = LoggerFactory.getLogger(AvformatReader.class);

    private final String name;
    private final RtspSource source;
    private final Login login;
    private final CompletableFuture<Optional<String>> turn = new CompletableFuture<>();
    private final RtspTimes times;
    private final DeviceCertificates certificates;
    private final Clock clock;
    private final SourceListener listener;
    private volatile boolean stopped;
    private volatile long deadline;
    private volatile long lost;
    private boolean met;

    /** Begins at once. */
    public AvformatReader(
            String name,
            RtspSource source,
            Login login,
            RtspTimes times,
            DeviceCertificates certificates,
            Clock clock,
            SourceListener listener,
            ReaderThreads threads) {
        this.name = name;
        this.source = source;
        this.login = login;
        this.times = times;
        this.certificates = certificates;
        this.clock = clock;
        this.listener = listener;
        threads.start("vms-media-avformat-" + name, this::run);
    }

    /** Whether FFmpeg is there. */
    public static boolean isAvailable() {
        try {
            return AvformatInput.isLoaded();
        } catch (LinkageError e) {
            LOG.debug("FFmpeg cannot be used", e);
            return false;
        }
    }

    private void run() {
        Failure failure;
        try {
            failure = read();
        } catch (AvformatInput.UnreadableException e) {
            failure = e.failure();
            if (failure.kind() == Failure.Kind.REFUSED && met) {
                login.refused(failure.sentence());
            }
        } catch (RuntimeException | Error e) {
            LOG.error("{}: the FFmpeg reader failed", name, e);
            failure = new Failure(Failure.Kind.INTERRUPTED, "The FFmpeg reader failed by a defect of this server");
        }
        login.end();
        if (!stopped) {
            listener.ended(failure);
        }
    }

    private Failure read() throws AvformatInput.UnreadableException {
        Optional<String> refusal = turn();
        if (refusal.isPresent()) {
            return new Failure(Failure.Kind.REFUSED, refusal.get());
        }
        if (stopped) {
            return new Failure(Failure.Kind.INTERRUPTED, "The stream was ended");
        }
        String peer = source.uri().getHost();
        Optional<DeviceCertificates.Trusted> trusted = meet();
        met = true;
        patience(times.connect().plus(times.answer()).toNanos());
        try (AvformatInput input = AvformatInput.open(address(), peer, source.transport(), trusted, this, listener)) {
            login.accepted();
            listener.opened("avformat");
            patience(times.firstVideo().toNanos());
            while (!stopped) {
                AvformatInput.Result result = input.read(clock, System.nanoTime());
                lost = input.lost();
                if (result == AvformatInput.Result.END) {
                    login.broke();
                    return new Failure(
                            Failure.Kind.INTERRUPTED,
                            System.nanoTime() - deadline >= 0
                                    ? "No video from " + peer + " for some seconds"
                                    : peer + " ended the stream");
                }
                if (result == AvformatInput.Result.VIDEO) {
                    patience(times.noVideo().toNanos());
                }
            }
        }
        return new Failure(Failure.Kind.INTERRUPTED, "The stream was ended");
    }

    /** Waits for the account's other streams; they end within their own time, or {@link #stop} ends the waiting. */
    private Optional<String> turn() {
        login.ask(new Login.Answer() {
            @Override
            public void go() {
                turn.complete(Optional.empty());
            }

            @Override
            public void refused(String sentence) {
                turn.complete(Optional.of(sentence));
            }
        });
        return turn.join();
    }

    /** Sees whom the password would go to. */
    private Optional<DeviceCertificates.Trusted> meet() throws AvformatInput.UnreadableException {
        boolean secure = source.uri().getScheme().equalsIgnoreCase("rtsps");
        return secure ? Optional.of(certificates.meet(source.uri(), times.connect())) : Optional.empty();
    }

    private void patience(long nanos) {
        deadline = System.nanoTime() + nanos;
    }

    @Override
    public boolean isOver() {
        return stopped || System.nanoTime() - deadline >= 0;
    }

    /** With the credential: never to be shown. */
    private String address() {
        URI uri = source.uri();
        Credential credential = login.credential();
        String rest = uri.toASCIIString().substring(uri.getScheme().length() + 3);
        String user = credential.isEmpty() ? "" : encode(credential.user()) + ":" + encode(credential.password()) + "@";
        return uri.getScheme() + "://" + user + rest;
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", octet & 0xff));
        }
        return encoded.toString();
    }

    @Override
    public void stop() {
        stopped = true;
        turn.complete(Optional.empty());
    }

    @Override
    public void live(boolean live) {
        // FFmpeg reads at once, always.
    }

    @Override
    public long lost() {
        return lost;
    }
}
