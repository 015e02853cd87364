package com.technosupport.vms.onvif.profile.t.internal;

import static com.technosupport.vms.onvif.profile.t.internal.ProfileT.EVENTS;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifDevice.Operation;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Element;

/**
 * A pull point at a device (ONVIF Core Specification, "Real-time Pull-Point Notification Interface"; OASIS WS-BaseNotification 1.3).
 *
 * <p>How long it lives is reckoned from the times that the device gives, both by its own clock, so it does not matter how wrong that is.
 */
final class Subscription {

    private static final String NOTIFICATION = "http://docs.oasis-open.org/wsn/b-2";
    private static final String MANAGER = "http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/";
    private static final String ADDRESSING = "http://www.w3.org/2005/08/addressing";
    private static final Duration CALL = Duration.ofSeconds(5);
    /** Beyond the time for which the device holds back its answer. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** Leaving must not take long: core waits for it. */
    private static final Duration LEAVE = Duration.ofSeconds(2);

    static final int MOST_MESSAGES = 50;
    /** Of what a device sends although it was asked for fewer. */
    private static final int MOST_READ = 500;

    private final OnvifDevice device;
    private final String said;
    private final URI address;
    private final String references;
    private final Duration life;
    private Duration granted;
    private long ends;

    private Subscription(OnvifDevice device, Element response, Duration life) {
        this.device = device;
        Element reference = Elements.find(response, "SubscriptionReference")
                .orElseThrow(() -> new VmsException(
                        ErrorCode.DEVICE_PROTOCOL, "The device does not say where its events are to be had"));
        this.said = Elements.text(reference, "Address");
        this.address = device.reachable(said);
        this.references = Elements.find(reference, "ReferenceParameters")
                .map(ReferenceParameters::copy)
                .orElse("");
        this.life = life;
        this.granted = until(response, life);
    }

    /** @param life how long the device is asked to keep it */
    static Subscription create(OnvifDevice device, URI service, Duration life) throws InterruptedException {
        String initial = "<InitialTerminationTime>PT" + life.toSeconds() + "S</InitialTerminationTime>";
        try {
            return create(device, service, life, initial);
        } catch (VmsException e) {
            if (e.code() != ErrorCode.DEVICE_PROTOCOL && e.code() != ErrorCode.NOT_SUPPORTED) {
                throw e;
            }
        }
        // Some take an absolute time alone, some less than we want; what they do by themselves is the best guess.
        return create(device, service, life, "");
    }

    private static Subscription create(OnvifDevice device, URI service, Duration life, String initial)
            throws InterruptedException {
        String action = EVENTS + "/EventPortType/CreatePullPointSubscriptionRequest";
        Element response = device.call(Operation.of(service, EVENTS, "CreatePullPointSubscription", initial)
                .withHeaders(headers(service.toString(), action, ""))
                .withAction(action)
                .within(CALL));
        return new Subscription(device, response, life);
    }

    /** As WS-Addressing 1.0, SOAP Binding, wants them; most devices need none. */
    private static String headers(String to, String action, String references) {
        String open = " xmlns=\"" + ADDRESSING + "\">";
        return "<Action" + open + action + "</Action><MessageID" + open + "urn:uuid:" + UUID.randomUUID()
                + "</MessageID><ReplyTo" + open + "<Address>" + ADDRESSING + "/anonymous</Address></ReplyTo><To" + open
                + Elements.escape(to) + "</To>" + references;
    }

    private Element call(String namespace, String name, String action, String arguments, Duration limit)
            throws InterruptedException {
        return device.call(Operation.of(address, namespace, name, arguments)
                .withHeaders(headers(said, action, references))
                .withAction(action)
                .within(limit));
    }

    /** The notifications that wait, or come within a time. */
    List<Element> pull(Duration wait) throws InterruptedException {
        Element response = call(
                EVENTS,
                "PullMessages",
                EVENTS + "/PullPointSubscription/PullMessagesRequest",
                "<Timeout>PT" + wait.toSeconds() + "S</Timeout><MessageLimit>" + MOST_MESSAGES + "</MessageLimit>",
                wait.plus(GRACE));
        // Many a device reckons from the last pull, and then need not be asked to renew.
        until(response, left());
        List<Element> messages = Elements.children(response, "NotificationMessage");
        return messages.size() > MOST_READ ? messages.subList(0, MOST_READ) : messages;
    }

    /** Whether the device has taken it. */
    boolean renew() throws InterruptedException {
        try {
            granted = until(
                    call(
                            NOTIFICATION,
                            "Renew",
                            MANAGER + "RenewRequest",
                            "<TerminationTime>PT" + life.toSeconds() + "S</TerminationTime>",
                            CALL),
                    life);
            return true;
        } catch (VmsException e) {
            if (e.code() != ErrorCode.DEVICE_PROTOCOL && e.code() != ErrorCode.NOT_SUPPORTED) {
                throw e;
            }
            return false;
        }
    }

    /** Ends it, so that the device has room for others; one that cannot be reached forgets it by itself. */
    void leave() {
        try {
            call(NOTIFICATION, "Unsubscribe", MANAGER + "UnsubscribeRequest", "", LEAVE);
        } catch (VmsException e) {
            // It has ended already, or will when its time is over.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the end that the device tells; what is no time to come is not believed. */
    private Duration until(Element response, Duration otherwise) {
        Optional<Instant> now = device.time(Elements.text(response, "CurrentTime"));
        Optional<Instant> end = device.time(Elements.text(response, "TerminationTime"));
        Duration told = now.isPresent() && end.isPresent() ? Duration.between(now.get(), end.get()) : Duration.ZERO;
        Duration left = told.compareTo(Duration.ZERO) > 0 ? told : otherwise;
        ends = System.nanoTime() + left.toNanos();
        return left;
    }

    /** How long it is from the beginning, or from the last renewal. */
    Duration granted() {
        return granted;
    }

    Duration left() {
        return Duration.ofNanos(ends - System.nanoTime());
    }
}
