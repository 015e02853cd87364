package com.technosupport.vms.simulator.internal.onvif;

import static com.technosupport.vms.simulator.internal.onvif.Xml.tag;
import static com.technosupport.vms.simulator.internal.onvif.Xml.wrap;

import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.internal.http.Exchange;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * ONVIF Event Service, ver10, by pull points (Core Specification, "Real-time Pull-Point Notification Interface"): each state that there
 * is comes as Initialized first. Used by the device's event loop alone.
 */
final class EventService implements Service {
    static final String SUBSCRIPTIONS = "/onvif/subscription";

    private static final int MAX_PULL_POINTS = 16;
    private static final int MAX_MESSAGES = 100;
    private static final Duration LONGEST_PULL = Duration.ofSeconds(60);
    private static final Duration USUAL_LIFE = Duration.ofSeconds(60);
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);
    private static final String CONCRETE = "http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet";

    private final Surroundings here;
    private final EventLoop loop;
    private final Map<String, Notification> states = new LinkedHashMap<>();
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private int last = new SecureRandom().nextInt(1, 10_000);

    EventService(Surroundings here, EventLoop loop) {
        this.here = here;
        this.loop = loop;
        initialise();
    }

    /** The states of a device on which nothing happens. */
    private void initialise() {
        for (Channel channel : here.inventory().channels()) {
            for (SimulatedEvent event : List.of(
                    SimulatedEvent.MOTION,
                    SimulatedEvent.MOTION_ALARM,
                    SimulatedEvent.VIDEO_LOSS,
                    SimulatedEvent.SCENE_CHANGE,
                    SimulatedEvent.TAMPER)) {
                keep(Topics.notification(event, channel.number(), channel, false, here.now()));
            }
        }
        Channel first = here.inventory().channel(1);
        for (int number = 1; number <= Inventory.CONTACTS; number++) {
            boolean input = here.state().input(number);
            boolean output = here.state().output(number);
            keep(Topics.notification(SimulatedEvent.DIGITAL_INPUT, number, first, input, here.now()));
            keep(Topics.notification(SimulatedEvent.RELAY, number, first, output, here.now()));
        }
    }

    private void keep(Notification state) {
        states.put(state.identity(), state);
    }

    @Override
    public String namespace() {
        return Soap.EVENTS;
    }

    @Override
    public String path() {
        return "/onvif/event_service";
    }

    @Override
    public String capabilities() {
        return "<tev:Capabilities WSSubscriptionPolicySupport=\"false\""
                + " WSPausableSubscriptionManagerInterfaceSupport=\"false\" WSPullPointSupport=\"false\""
                + " MaxNotificationProducers=\"0\" MaxPullPoints=\"" + MAX_PULL_POINTS
                + "\" PersistentNotificationStorage=\"false\"/>";
    }

    @Override
    public String answer(Soap.Call call) throws OnvifFault {
        return switch (call.name()) {
            case "GetEventProperties" -> EventProperties.answer();
            case "CreatePullPointSubscription" -> create(call);
            default -> throw OnvifFault.notSupported();
        };
    }

    /** The action of WS-Addressing for an answer. */
    static String action(Soap.Call call) {
        return switch (call.name()) {
            case "Renew", "Unsubscribe" ->
                "http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/" + call.name() + "Response";
            case "PullMessages", "SetSynchronizationPoint", "Seek" ->
                Soap.EVENTS + "/PullPointSubscription/" + call.name() + "Response";
            default -> Soap.EVENTS + "/EventPortType/" + call.name() + "Response";
        };
    }

    private String create(Soap.Call call) throws OnvifFault {
        Predicate<String> filter = TopicFilter.of(call.operation());
        Duration life = life(call, "InitialTerminationTime", "wsnt:UnacceptableInitialTerminationTimeFault");
        if (subscriptions.size() >= MAX_PULL_POINTS) {
            throw OnvifFault.of(false, "wsnt:SubscribeCreationFailedFault", "No more pull points");
        }
        last++;
        Subscription subscription = new Subscription(String.valueOf(last), filter);
        subscriptions.put(subscription.id(), subscription);
        renew(subscription, life);
        states.values().forEach(state -> subscription.offer(state, "Initialized"));
        return wrap(
                "tev:CreatePullPointSubscriptionResponse",
                wrap("tev:SubscriptionReference", reference(subscription)) + times("wsnt", subscription));
    }

    private String reference(Subscription subscription) {
        if (here.has(OnvifQuirk.REFERENCE_PARAMETERS)) {
            return tag("wsa:Address", here.service(SUBSCRIPTIONS))
                    + wrap("wsa:ReferenceParameters", tag("tnsv:SubscriptionId", subscription.id()));
        }
        return tag("wsa:Address", here.service(SUBSCRIPTIONS + "/" + subscription.id()));
    }

    private String times(String prefix, Subscription subscription) {
        Instant now = here.now();
        return tag(prefix + ":CurrentTime", Times.text(now))
                + tag(prefix + ":TerminationTime", Times.text(now.plus(subscription.left())));
    }

    private void renew(Subscription subscription, Duration life) {
        subscription.live(loop, life, () -> remove(subscription));
    }

    private void remove(Subscription subscription) {
        subscriptions.remove(subscription.id());
        subscription.end();
    }

    private Duration life(Soap.Call call, String argument, String subcode) throws OnvifFault {
        String text = call.argument(argument);
        if (text.isEmpty()) {
            return USUAL_LIFE;
        }
        Duration life = text.startsWith("P") ? Soap.duration(text) : Duration.between(here.now(), Times.read(text));
        boolean strict = here.has(OnvifQuirk.STRICT_TERMINATION) && life.compareTo(USUAL_LIFE) > 0;
        if (strict || life.isNegative() || life.isZero()) {
            throw OnvifFault.of(true, subcode, "The termination time is not acceptable");
        }
        return life.compareTo(LONGEST_LIFE) > 0 ? LONGEST_LIFE : life;
    }

    /** Answers what is asked of a subscription, perhaps later. */
    void onSubscription(String path, Soap.Call call, Exchange exchange, BiConsumer<Exchange, String> good)
            throws OnvifFault {
        if (here.has(OnvifQuirk.NEEDS_ADDRESSING) && call.addressing("Action").isEmpty()) {
            throw OnvifFault.of(true, "wsa:MessageAddressingHeaderRequired", "A message addressing header is missing");
        }
        Subscription subscription = subscriptions.get(id(path, call));
        if (subscription == null) {
            throw OnvifFault.of(true, "wsrf-rw:ResourceUnknownFault", "There is no such subscription");
        }
        switch (call.namespace() + " " + call.name()) {
            case Soap.EVENTS + " PullMessages" -> pull(subscription, call, exchange, good);
            case Soap.EVENTS + " SetSynchronizationPoint" -> {
                good.accept(exchange, "<tev:SetSynchronizationPointResponse/>");
                states.values().forEach(state -> subscription.offer(state, "Initialized"));
            }
            case Soap.NOTIFICATION + " Renew" -> {
                if (here.has(OnvifQuirk.NO_RENEW)) {
                    throw OnvifFault.notSupported();
                }
                renew(subscription, life(call, "TerminationTime", "wsnt:UnacceptableTerminationTimeFault"));
                String swapped =
                        tag("wsnt:TerminationTime", Times.text(here.now().plus(subscription.left())))
                                + tag("wsnt:CurrentTime", Times.text(here.now()));
                good.accept(exchange, wrap("wsnt:RenewResponse", swapped));
            }
            case Soap.NOTIFICATION + " Unsubscribe" -> {
                remove(subscription);
                good.accept(exchange, "<wsnt:UnsubscribeResponse/>");
            }
            default -> throw OnvifFault.notSupported();
        }
    }

    private String id(String path, Soap.Call call) {
        return here.has(OnvifQuirk.REFERENCE_PARAMETERS)
                ? Xml.text(call.envelope(), Soap.VENDOR_TOPICS, "SubscriptionId")
                : path.substring(Math.min(path.length(), SUBSCRIPTIONS.length() + 1));
    }

    private void pull(Subscription subscription, Soap.Call call, Exchange exchange, BiConsumer<Exchange, String> good)
            throws OnvifFault {
        int limit = Math.min(MAX_MESSAGES, call.number("MessageLimit", MAX_MESSAGES));
        Duration time = call.duration("Timeout", Duration.ZERO);
        if (limit < 1 || time.isNegative()) {
            throw OnvifFault.invalid("ter:InvalidArgs", "MessageLimit or Timeout");
        }
        if (here.has(OnvifQuirk.NO_RENEW)) {
            renew(subscription, USUAL_LIFE);
        }
        if (here.has(OnvifQuirk.EMPTY_PULLS)) {
            good.accept(exchange, wrap("tev:PullMessagesResponse", times("tev", subscription)));
            return;
        }
        subscription.pull(
                exchange,
                limit,
                time.compareTo(LONGEST_PULL) > 0 ? LONGEST_PULL : time,
                (asker, messages) -> good.accept(asker, messages(subscription, messages)));
    }

    private String messages(Subscription subscription, List<Subscription.Queued> messages) {
        boolean escaped = !here.has(OnvifQuirk.UNESCAPED_ENTITIES);
        StringBuilder out = new StringBuilder(times("tev", subscription));
        for (Subscription.Queued queued : messages) {
            out.append("<wsnt:NotificationMessage><wsnt:Topic Dialect=\"" + CONCRETE + "\">")
                    .append(queued.notification().topic())
                    .append("</wsnt:Topic>")
                    .append(wrap("wsnt:Message", queued.notification().message(queued.operation(), escaped)))
                    .append("</wsnt:NotificationMessage>");
        }
        return wrap("tev:PullMessagesResponse", out.toString());
    }

    /** Says that something happened: a state only when it is another than before. */
    void publish(Notification notification) {
        String operation = "Changed";
        if (notification.property()) {
            Notification before = states.put(notification.identity(), notification);
            if (before != null && before.data().equals(notification.data())) {
                return;
            }
            operation = before == null ? "Initialized" : "Changed";
        }
        String said = operation;
        List.copyOf(subscriptions.values()).forEach(subscription -> subscription.offer(notification, said));
    }

    /** Says that a state is no more: its object has gone. */
    void delete(Notification notification) {
        if (states.remove(notification.identity()) != null) {
            List.copyOf(subscriptions.values()).forEach(subscription -> subscription.offer(notification, "Deleted"));
        }
    }

    /** Forgets all subscriptions and states, as a reboot does. */
    void restart() {
        List.copyOf(subscriptions.values()).forEach(this::remove);
        states.clear();
        initialise();
    }
}
