package com.technosupport.vms.web.internal.socket;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the sockets what recorders' inputs are at. A part of its own, so that no socket closes when the bus is updated. */
@Component(service = InputNews.class, immediate = true)
public final class InputNews {

    private static final Logger LOG = LoggerFactory.getLogger(InputNews.class);

    /** Drivers' events alone tell of recorders' contacts, though anybody may publish an event of that type. */
    private static final String SOURCE = "driver:";

    private final Sockets sockets;
    private final EventBus.Subscription subscription;

    @Activate
    public InputNews(@Reference EventBus bus, @Reference Sockets sockets) {
        this.sockets = sockets;
        this.subscription = bus.subscribe("vms-web-inputs", this::heard);
    }

    @Deactivate
    void stop() {
        subscription.close();
    }

    private void heard(EventMessage event) {
        if (event.type().equals(DeviceEvent.DIGITAL_INPUT_CHANGED)
                && event.source().startsWith(SOURCE)
                && event.data().get("nvrId") instanceof String nvr
                && event.data().get("input") instanceof String input
                && event.data().get("active") instanceof Boolean active) {
            try {
                sockets.inputChanged(NvrId.parse(nvr), input, active);
            } catch (VmsException e) {
                LOG.debug("An event names no recorder: {}", event.id());
            }
        }
    }
}
