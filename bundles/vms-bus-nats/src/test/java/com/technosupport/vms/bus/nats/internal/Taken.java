package com.technosupport.vms.bus.nats.internal;

import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.model.EventId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A durable receiver that writes down what it takes. */
final class Taken implements EventBatchReceiver {

    final List<EventMessage> events = new CopyOnWriteArrayList<>();
    final List<RejectedEvent> rejected = new CopyOnWriteArrayList<>();

    @Override
    public void receive(List<EventMessage> batch) {
        events.addAll(batch);
    }

    @Override
    public void reject(List<RejectedEvent> batch) {
        rejected.addAll(batch);
    }

    List<EventId> ids() {
        return events.stream().map(EventMessage::id).distinct().toList();
    }

    List<String> types() {
        return events.stream().map(EventMessage::type).toList();
    }
}
