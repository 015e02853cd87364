package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.rule.Alarms;
import com.technosupport.vms.api.rule.EventSnapshots;
import com.technosupport.vms.api.rule.Mail;
import com.technosupport.vms.api.rule.Rules;
import com.technosupport.vms.api.store.EventStore;

/** Services that come and go at a test's will; at first there are none. */
public final class FakeRuleServices extends RuleServices {

    public void set(Rules service) {
        rules = service;
    }

    public void set(Alarms service) {
        alarms = service;
    }

    public void set(Mail service) {
        mail = service;
    }

    public void set(EventSnapshots service) {
        snapshots = service;
    }

    public void set(EventStore service) {
        events = service;
    }
}
