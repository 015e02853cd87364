package com.technosupport.vms.onvif.profile.t.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;

/**
 * Events by pulling: a request waits at the device until there is something to tell. So no port of ours need be reachable from the
 * device, which basic notification would want.
 *
 * <p>A subscription that the device has forgotten is made anew at once; one that it does not renew is replaced before its end. Whatever
 * else is wrong ends the listening, and core calls again in a while.
 */
final class PullPointEvents implements DeviceEvents {

    private static final Logger LOG = LoggerFactory.getLogger(PullPointEvents.class);

    private static final String WAIT = "eventWaitSeconds";
    private static final String LIFE = "eventLifeSeconds";
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** Subscriptions in a row that ended before they had answered once. */
    private static final int MOST_FAILURES = 3;

    private final OnvifDevice device;
    private final URI service;

    PullPointEvents(OnvifDevice device, URI service) {
        this.device = device;
        this.service = service;
    }

    @Override
    public void listen(Sink sink) throws InterruptedException {
        Duration wait = option(WAIT, 1, 60, 10);
        Duration life = option(LIFE, 10, 3600, 60);
        new Listening(sink, wait, life).run();
    }

    private Duration option(String key, int least, int most, int usual) {
        String text = device.connection().options().getOrDefault(key, "").strip();
        if (text.isEmpty()) {
            return Duration.ofSeconds(usual);
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, key + " is a number of seconds from " + least + " to " + most);
        }
        return Duration.ofSeconds(Integer.parseInt(text));
    }

    /** One call of {@link #listen}: what it knows outlives a subscription. */
    private final class Listening {

        private final Sink sink;
        private final Duration wait;
        private final Duration life;
        private final States states = new States();
        private Duration pause = Duration.ZERO;
        private int failures;

        Listening(Sink sink, Duration wait, Duration life) {
            this.sink = sink;
            this.wait = wait;
            this.life = life;
        }

        void run() throws InterruptedException {
            Subscription current = Subscription.create(device, service, life);
            boolean leave = true;
            try {
                while (true) {
                    Optional<Subscription> next = step(current);
                    if (next.isPresent()) {
                        current = next.get();
                    }
                }
            } catch (VmsException e) {
                // Where the password is refused, or nothing answers, one more call does harm or takes long.
                leave = e.code() == ErrorCode.DEVICE_PROTOCOL || e.code() == ErrorCode.NOT_SUPPORTED;
                throw e;
            } finally {
                if (leave) {
                    current.leave();
                }
            }
        }

        /** Pulls once. Returns another subscription where that is to take the place of this one. */
        private Optional<Subscription> step(Subscription subscription) throws InterruptedException {
            boolean waited;
            try {
                waited = pull(subscription, wait(subscription));
                failures = 0;
            } catch (VmsException e) {
                return Optional.of(anew(e));
            }
            if (subscription.left().compareTo(subscription.granted().dividedBy(2)) > 0 || subscription.renew()) {
                pause(waited, subscription);
                return Optional.empty();
            }
            // Made before the old one is left, so that nothing gets lost between them.
            Subscription next = Subscription.create(device, service, life);
            boolean replaced = false;
            try {
                drain(subscription);
                subscription.leave();
                replaced = true;
                return Optional.of(next);
            } finally {
                if (!replaced) {
                    next.leave();
                }
            }
        }

        private void drain(Subscription subscription) throws InterruptedException {
            try {
                pull(subscription, Duration.ZERO);
            } catch (VmsException e) {
                LOG.debug("{}: the former subscription has ended: {}", host(), e.getMessage());
            }
        }

        /** Not so long that the subscription could end meanwhile. */
        private Duration wait(Subscription subscription) {
            Duration quarter = subscription.granted().dividedBy(4);
            Duration bounded = shorter(wait, quarter);
            return bounded.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : bounded;
        }

        private Subscription anew(VmsException e) throws InterruptedException {
            boolean lost = e.code() == ErrorCode.DEVICE_PROTOCOL || e.code() == ErrorCode.NOT_SUPPORTED;
            failures++;
            if (!lost || failures >= MOST_FAILURES) {
                throw e;
            }
            LOG.debug("{}: the subscription was lost: {}", host(), e.getMessage());
            if (failures > 1) {
                Thread.sleep(LONGEST_PAUSE.toMillis());
            }
            return Subscription.create(device, service, life);
        }

        /** Returns whether the device had something to tell, or waited for it. */
        private boolean pull(Subscription subscription, Duration limit) throws InterruptedException {
            long asked = System.nanoTime();
            List<Element> messages = subscription.pull(limit);
            sink.alive();
            for (Element message : messages) {
                Optional<OnvifNotification> notification = device.notification(message);
                if (notification.isPresent()) {
                    tell(notification.get());
                }
            }
            return !messages.isEmpty() || System.nanoTime() - asked >= limit.toNanos() / 2;
        }

        /** Some devices do not wait; asking them again and again would keep them busy with nothing else. */
        private void pause(boolean waited, Subscription subscription) throws InterruptedException {
            if (waited) {
                pause = Duration.ZERO;
                return;
            }
            Duration longer = pause.isZero() ? SHORTEST_PAUSE : pause.multipliedBy(2);
            Duration most = shorter(LONGEST_PAUSE, subscription.granted().dividedBy(4));
            pause = shorter(longer, most);
            Thread.sleep(pause.toMillis());
        }

        private static Duration shorter(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }

        private void tell(OnvifNotification notification) throws InterruptedException {
            DeviceEvent event = device.interpret(notification);
            if (states.isNews(event, notification)) {
                sink.event(event);
            }
        }

        private String host() {
            return device.connection().address().host();
        }
    }
}
