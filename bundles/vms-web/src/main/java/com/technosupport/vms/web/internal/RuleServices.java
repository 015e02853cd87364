package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Alarms;
import com.technosupport.vms.api.rule.EventSnapshots;
import com.technosupport.vms.api.rule.Mail;
import com.technosupport.vms.api.rule.Rules;
import com.technosupport.vms.api.store.EventStore;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The services around rules and alarms that the web stands on, on the same terms as {@link Services}. */
@Component(service = RuleServices.class, immediate = true)
public class RuleServices {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Rules rules;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Alarms alarms;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Mail mail;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile EventSnapshots snapshots;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile EventStore events;

    /**
     * The rules.
     *
     * @throws VmsException {@link ErrorCode#BUSY} while they are away, as each of the calls below
     */
    public Rules rules() {
        return required(rules, "the rules");
    }

    public Alarms alarms() {
        return required(alarms, "the alarms");
    }

    public Mail mail() {
        return required(mail, "mail");
    }

    public EventSnapshots snapshots() {
        return required(snapshots, "the stills of events");
    }

    public EventStore events() {
        return required(events, "the database");
    }

    private static <S> S required(S service, String what) {
        if (service == null) {
            throw new VmsException(ErrorCode.BUSY, "The server is starting: " + what + " is not there yet");
        }
        return service;
    }
}
