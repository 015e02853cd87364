package com.technosupport.vms.bus.nats.internal;

import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.codec.EventJson;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.MessageHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.nats.client.support.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to NATS. One thread connects, tries for ever, finds out whether the server keeps events (JetStream), and sees to
 * it that each durable receiver has its consumer; the library reconnects by itself.
 */
final class NatsLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NatsLink.class);

    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration BETWEEN_STREAM_TRIES = Duration.ofSeconds(5);
    private static final long LEAVING_MILLIS = 10_000;

    private final NatsSettings settings;
    private final Options options;
    /** What to do with messages of receivers that only listen. */
    private final MessageHandler heard;

    private final Messages messages;
    /** By name; what the durable receivers wait for. Guarded by this. */
    private final Map<String, Inbox> inboxes = new HashMap<>();
    /** What feeds them. Guarded by this. */
    private final Map<String, Feed> feeds = new HashMap<>();

    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "vms-bus-nats-link");
    private volatile Optional<Connection> connection = Optional.empty();
    private volatile Optional<JetStream> jetStream = Optional.empty();
    private volatile boolean saidCore;
    private volatile boolean feedsAreOld;
    private volatile Optional<String> problem = Optional.of("NATS is being connected");
    /** What is not as it should be while events come all the same. */
    private volatile Optional<String> warning = Optional.empty();

    private volatile boolean closed;
    /** When the stream could not be used; empty when it is to be tried at once. */
    private volatile OptionalLong streamTriedNanos = OptionalLong.empty();
    /** Whether the latest try to connect failed for its certificate. */
    private volatile boolean untrusted;

    private Optional<Dispatcher> dispatcher = Optional.empty();

    /** Brings messages of NATS to an inbox, until it is stopped. */
    @FunctionalInterface
    private interface Feed {
        void stop();
    }

    /** @throws IllegalArgumentException when the settings cannot be used */
    NatsLink(NatsSettings settings, Messages messages, MessageHandler heard) {
        this.settings = settings;
        this.messages = messages;
        this.heard = heard;
        this.options = NatsOptions.of(settings, new Connections(), new Errors());
    }

    void start() {
        thread.start();
    }

    Optional<String> problem() {
        return problem;
    }

    Optional<String> warning() {
        return warning;
    }

    /** Whether the server keeps events. */
    boolean isKeeping() {
        return jetStream.isPresent() && isConnected();
    }

    boolean isConnected() {
        return connection
                .filter(now -> now.getStatus() == Connection.Status.CONNECTED)
                .isPresent();
    }

    /** Begins to feed an inbox, now or when NATS is there. */
    void feed(Inbox inbox) {
        synchronized (this) {
            inboxes.put(inbox.name(), inbox);
            tend();
        }
    }

    /** No more for this one. */
    void starve(Inbox inbox) {
        Optional<Feed> feed;
        synchronized (this) {
            inboxes.remove(inbox.name());
            feed = Optional.ofNullable(feeds.remove(inbox.name()));
        }
        feed.ifPresent(Feed::stop);
    }

    /**
     * Gives an event to the server, which keeps it when this returns true.
     *
     * @throws IOException when that is not known
     */
    boolean publishKept(EventMessage event, Duration limit) throws IOException {
        Optional<JetStream> stream = jetStream;
        if (stream.isEmpty() || !isConnected()) {
            return false;
        }
        try {
            Message message = NatsMessage.builder()
                    .subject(Messages.subject(event))
                    // The server knows by it what was published again.
                    .headers(new Headers().put("Nats-Msg-Id", event.id().toString()))
                    .data(EventJson.write(event))
                    .build();
            stream.get()
                    .publish(
                            message,
                            PublishOptions.builder()
                                    .expectedStream(EventStream.NAME)
                                    .streamTimeout(limit)
                                    .build());
            return true;
        } catch (JetStreamApiException e) {
            // Full, or the stream was taken away: look again.
            jetStream = Optional.empty();
            wake.release();
            throw new IOException("NATS does not take the event (" + e.getErrorCode() + ")", e);
        } catch (IllegalStateException e) {
            throw new IOException("NATS is not connected", e);
        }
    }

    /** Tells whoever hears now. */
    void publishToOthers(EventMessage event) {
        connection.filter(now -> isConnected()).ifPresent(now -> {
            try {
                now.publish(Messages.subject(event), EventJson.write(event));
            } catch (IllegalStateException e) {
                LOG.debug("An event was not published", e);
            }
        });
    }

    /** Waits until what was asked of the server has come to it. */
    void flush() {
        connection.filter(now -> isConnected()).ifPresent(now -> {
            try {
                now.flush(Duration.ofSeconds(2));
            } catch (TimeoutException e) {
                LOG.debug("NATS does not answer", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        try {
            while (!closed) {
                try {
                    if (connection.isEmpty()) {
                        connect();
                        wait = FIRST_WAIT;
                    }
                    look();
                    if (wake.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                        wake.drainPermits();
                    }
                } catch (IOException | RuntimeException e) {
                    fail(e);
                    if (wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                        wake.drainPermits();
                    }
                    wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fail(Exception e) {
        String why = settings + " cannot be used: "
                + (String.valueOf(e.getMessage()).contains("Authorization")
                        ? "it refuses the login"
                        : untrusted || NatsOptions.isOfTls(e)
                                ? "it has no certificate that is trusted here, or speaks no TLS"
                                : "it cannot be reached or does not answer");
        if (!closed && !problem.equals(Optional.of(why))) {
            LOG.error("{}. Events are stored here all the same; others do not hear of them", why);
        }
        // The library's own message may quote the URL.
        LOG.debug("Connecting failed: {}", e.getClass().getName());
        problem = Optional.of(why);
    }

    private void connect() throws IOException, InterruptedException {
        untrusted = false;
        Connection made = Nats.connect(options);
        synchronized (this) {
            if (closed) {
                made.close();
                return;
            }
            connection = Optional.of(made);
            Dispatcher listening = made.createDispatcher(heard);
            listening.subscribe(Messages.ALL);
            dispatcher = Optional.of(listening);
        }
        LOG.info("{} is connected", settings);
    }

    /** Sees to it that all is as it should be; called again whenever something changed, and now and then. */
    private void look() throws IOException {
        if (!isConnected()) {
            throw new IOException("not connected");
        }
        Connection now = connection.orElseThrow();
        if (feedsAreOld) {
            feedsAreOld = false;
            stopFeeds();
        }
        if (jetStream.isEmpty()) {
            lookForStream(now);
        }
        synchronized (this) {
            // What was not kept is again, or is not looked for yet.
            if (tend() && jetStream.isPresent()) {
                warning = Optional.empty();
            }
        }
        problem = Optional.empty();
    }

    /**
     * Finds out whether the server keeps events. Where it could and does not, because of what somebody set up there, that is said,
     * and tried again now and then; meanwhile events come as from a server without.
     */
    private void lookForStream(Connection now) throws IOException {
        if (!now.getServerInfo().isJetStreamAvailable()) {
            if (!saidCore) {
                saidCore = true;
                LOG.warn("{} has no JetStream: what others publish while this server is down is lost", settings);
            }
            return;
        }
        if (streamTriedNanos.isPresent()
                && System.nanoTime() - streamTriedNanos.getAsLong() < BETWEEN_STREAM_TRIES.toNanos()) {
            return;
        }
        try {
            EventStream.prepare(now, settings);
            streamTriedNanos = OptionalLong.empty();
            jetStream = Optional.of(now.jetStream());
            LOG.info("{} keeps events in stream {}", settings, EventStream.NAME);
            stopFeeds();
        } catch (JetStreamApiException e) {
            streamTriedNanos = OptionalLong.of(System.nanoTime());
            warn("stream " + EventStream.NAME + " cannot be used: " + e.getErrorDescription());
        }
    }

    private void warn(String why) {
        String sentence =
                settings + " keeps no events for this server, so what others publish while it is down is lost: " + why;
        if (!warning.equals(Optional.of(sentence))) {
            LOG.warn("{}", sentence);
            warning = Optional.of(sentence);
        }
    }

    private void stopFeeds() {
        Map<String, Feed> old;
        synchronized (this) {
            old = Map.copyOf(feeds);
            feeds.clear();
        }
        old.values().forEach(Feed::stop);
    }

    /**
     * Gives each inbox its feed. Where one cannot be had it is tried again with the next look.
     *
     * @return whether each has the one that it should have
     */
    private boolean tend() {
        if (!isConnected() || dispatcher.isEmpty()) {
            return false;
        }
        boolean all = true;
        for (Inbox inbox : inboxes.values()) {
            if (inbox.isAttached() && !feeds.containsKey(inbox.name())) {
                try {
                    feeds.put(inbox.name(), jetStream.isPresent() ? consumer(inbox) : core(inbox));
                } catch (IOException | JetStreamApiException | RuntimeException e) {
                    all = false;
                    warn("receiver " + inbox.name() + " cannot read from it (" + e.getMessage() + ")");
                }
            }
        }
        return all;
    }

    private Feed consumer(Inbox inbox) throws IOException, JetStreamApiException {
        MessageConsumer consuming = EventStream.consume(connection.orElseThrow(), settings, inbox.name(), hand(inbox));
        return () -> {
            consuming.stop();
            inbox.giveBack();
        };
    }

    private Feed core(Inbox inbox) {
        Connection now = connection.orElseThrow();
        Dispatcher own = now.createDispatcher(hand(inbox));
        own.subscribe(Messages.ALL);
        return () -> {
            try {
                now.closeDispatcher(own);
            } catch (IllegalArgumentException | IllegalStateException e) {
                LOG.debug("A dispatcher was closed already", e);
            }
        };
    }

    private MessageHandler hand(Inbox inbox) {
        return message -> inbox.put(messages.read(message));
    }

    @Override
    public void close() {
        closed = true;
        wake.release();
        stopFeeds();
        try {
            thread.join(LEAVING_MILLIS);
            Optional<Connection> last = connection;
            if (last.isPresent()) {
                last.get().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Connections implements ConnectionListener {

        // The one that replaces it is told the URL too, and calls this one.
        @Override
        @SuppressWarnings("deprecation")
        public void connectionEvent(Connection changed, Events event) {
            if (closed) {
                return;
            }
            switch (event) {
                case DISCONNECTED -> {
                    if (connection.isEmpty()) {
                        // A try to connect has failed, which is told where it is made.
                        return;
                    }
                    Optional<String> away = Optional.of(settings + " is away");
                    if (!problem.equals(away)) {
                        // Told for each try to reconnect too.
                        LOG.warn("{} is away; events are stored here all the same", settings);
                    }
                    problem = away;
                }
                case RECONNECTED -> {
                    LOG.info("{} is back", settings);
                    // Another server maybe; and what was asked of the one before is forgotten.
                    jetStream = Optional.empty();
                    streamTriedNanos = OptionalLong.empty();
                    feedsAreOld = true;
                    wake.release();
                }
                default -> LOG.debug("{}: {}", settings, event);
            }
        }
    }

    /** Said by the library, but without what it quotes. */
    private final class Errors implements ErrorListener {

        @Override
        public void errorOccurred(Connection connection, String error) {
            LOG.debug("NATS says: {}", error);
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception exception) {
            untrusted |= NatsOptions.isOfTls(exception);
            LOG.debug("NATS: {}", exception.getClass().getName());
        }

        @Override
        public void slowConsumerDetected(Connection connection, Consumer consumer) {
            LOG.warn("Events come from NATS faster than they are taken; some are lost where it keeps none");
        }

        @Override
        public void messageDiscarded(Connection connection, Message message) {
            LOG.debug("A message to NATS was discarded");
        }

        @Override
        public void unhandledStatus(Connection connection, JetStreamSubscription subscription, Status status) {
            LOG.debug("NATS: {}", status);
        }
    }
}
