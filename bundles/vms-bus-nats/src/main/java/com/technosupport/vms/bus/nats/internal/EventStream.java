package com.technosupport.vms.bus.nats.internal;

import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.MessageConsumer;
import io.nats.client.MessageHandler;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream in which NATS keeps events, and its consumers. Both may have been made by somebody else, with other settings: what
 * an administrator chose of limits, storage and copies stays; what no event would come by is changed.
 */
final class EventStream {

    static final String NAME = "VMS_EVENTS";

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    /** What is asked for at a time at most: the library holds that beside the inbox. */
    private static final long MOST_PULLED_BYTES = 16L * 1024 * 1024;

    private EventStream() {}

    /**
     * Makes the stream if it is not there, and sees to it that all events come into it, and that who publishes is told so.
     *
     * @throws JetStreamApiException when the server refuses, as where another stream keeps the same subjects
     */
    static void prepare(Connection connection, NatsSettings settings) throws IOException, JetStreamApiException {
        JetStreamManagement management = connection.jetStreamManagement();
        if (!management.getStreamNames().contains(NAME)) {
            management.addStream(StreamConfiguration.builder()
                    .name(NAME)
                    .subjects(Messages.ALL)
                    .storageType(StorageType.File)
                    .discardPolicy(DiscardPolicy.Old)
                    .maxBytes(settings.streamBytes())
                    .maxAge(settings.streamAge())
                    .build());
            return;
        }
        StreamConfiguration there = management.getStreamInfo(NAME).getConfiguration();
        List<String> subjects = withAll(there.getSubjects());
        if (!subjects.equals(there.getSubjects()) || there.getNoAck()) {
            management.updateStream(StreamConfiguration.builder(there)
                    .subjects(subjects)
                    .noAck(false)
                    .build());
            LOG.warn("Stream {} was there and did not take all events; its subjects are now {}", NAME, subjects);
        }
    }

    /** The subjects with that of all events: as they are where one covers it, else in place of those that it covers. */
    static List<String> withAll(List<String> subjects) {
        if (subjects.stream().anyMatch(subject -> covers(subject, Messages.ALL))) {
            return subjects;
        }
        List<String> with = new ArrayList<>(subjects.stream()
                .filter(subject -> !covers(Messages.ALL, subject))
                .toList());
        with.add(Messages.ALL);
        return with;
    }

    /** Whether all that the other pattern matches is matched by this one. */
    static boolean covers(String pattern, String other) {
        String[] wide = pattern.split("\\.", -1);
        String[] narrow = other.split("\\.", -1);
        for (int i = 0; i < wide.length; i++) {
            if (wide[i].equals(">")) {
                return narrow.length > i;
            }
            if (i >= narrow.length || narrow[i].equals(">") || !(wide[i].equals("*") || wide[i].equals(narrow[i]))) {
                return false;
            }
        }
        return wide.length == narrow.length;
    }

    /**
     * Begins to hand the stream's events on, from where this consumer was before. One by this name that somebody made in a way
     * that cannot be used gives way to a new one, which begins at the stream's beginning: events are known by their ids.
     */
    static MessageConsumer consume(Connection connection, NatsSettings settings, String name, MessageHandler handler)
            throws IOException, JetStreamApiException {
        JetStreamManagement management = connection.jetStreamManagement();
        ConsumerConfiguration wanted = ConsumerConfiguration.builder()
                .durable(name)
                .filterSubject(Messages.ALL)
                .ackPolicy(AckPolicy.Explicit)
                .ackWait(settings.acknowledgement())
                .deliverPolicy(DeliverPolicy.All)
                .maxAckPending(settings.batch() * 8L)
                .build();
        try {
            management.addOrUpdateConsumer(NAME, wanted);
        } catch (JetStreamApiException e) {
            if (!management.getConsumerNames(NAME).contains(name)) {
                throw e;
            }
            LOG.warn(
                    "Consumer {} of stream {} cannot be used and is made anew ({})",
                    name,
                    NAME,
                    e.getErrorDescription());
            management.deleteConsumer(NAME, name);
            management.addOrUpdateConsumer(NAME, wanted);
        }
        return connection
                .getStreamContext(NAME)
                .getConsumerContext(name)
                .consume(
                        ConsumeOptions.builder()
                                .batchSize(settings.batch())
                                .batchBytes(MOST_PULLED_BYTES)
                                .build(),
                        handler);
    }
}
