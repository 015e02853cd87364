package com.technosupport.vms.web.internal.socket;

import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmListener;
import com.technosupport.vms.web.internal.rest.AlarmResource;
import com.technosupport.vms.web.internal.rest.AlarmView;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells of alarms on the WebSocket: each to those who may see it. */
@Component(service = AlarmListener.class, immediate = true)
public final class AlarmPush implements AlarmListener {

    private final Sockets sockets;

    @Activate
    public AlarmPush(@Reference Sockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public void alarmChanged(Alarm alarm) {
        sockets.announce(
                caller -> AlarmResource.maySee(caller, alarm),
                sequence -> new Messages.AlarmChanged("alarm", sequence, AlarmView.of(alarm)));
    }
}
