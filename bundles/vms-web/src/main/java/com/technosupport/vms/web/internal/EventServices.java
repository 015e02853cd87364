package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.EventStore;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The services around events that the web stands on, on the same terms as {@link Services}. */
@Component(service = EventServices.class, immediate = true)
public class EventServices {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile EventStore store;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile EventBus bus;

    /** @throws VmsException {@link ErrorCode#BUSY} while it is away, as the next one */
    public EventStore store() {
        return required(store);
    }

    public EventBus bus() {
        return required(bus);
    }

    private static <S> S required(S service) {
        if (service == null) {
            throw new VmsException(ErrorCode.BUSY, "The server is starting: events are not there yet");
        }
        return service;
    }
}
