package com.technosupport.vms.onvif.profile.m.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifNotification.Change;
import com.technosupport.vms.api.driver.onvif.OnvifPicture;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * Events that come with the metadata stream (ONVIF Streaming Specification, section 5.1.2.1.1): {@code tt:Event} holds the same
 * notifications as a pull point gives. Of a device with several pictures, the stream of the first that has one is read.
 */
final class MetadataEvents implements DeviceEvents {

    private static final int MOST_A_DOCUMENT = 256;
    private static final int MOST_STATES = 1024;

    private final OnvifDevice device;
    private final Metadata metadata;

    MetadataEvents(OnvifDevice device, Metadata metadata) {
        this.device = device;
        this.metadata = metadata;
    }

    @Override
    public void listen(Sink sink) throws InterruptedException {
        Map<Subject, Boolean> states = new Recent();
        device.connection().readMetadata(source(), document -> {
            sink.alive();
            int told = 0;
            for (Element event : Elements.children(document, "Event")) {
                for (Element message : Elements.children(event, "NotificationMessage")) {
                    if (++told > MOST_A_DOCUMENT) {
                        return;
                    }
                    Optional<OnvifNotification> notification = device.notification(message);
                    if (notification.isPresent()) {
                        tell(notification.get(), states, sink);
                    }
                }
            }
        });
    }

    private RtspSource source() throws InterruptedException {
        for (OnvifPicture picture : device.pictures()) {
            Optional<RtspSource> source = metadata.metadata(picture.source());
            if (source.isPresent()) {
                return source.get();
            }
        }
        throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device has no metadata stream");
    }

    private void tell(OnvifNotification notification, Map<Subject, Boolean> states, Sink sink)
            throws InterruptedException {
        DeviceEvent event = device.interpret(notification);
        boolean first = notification.change() == Change.INITIALIZED;
        if (event.active().isEmpty()) {
            if (!first && notification.change() != Change.DELETED) {
                sink.event(event);
            }
            return;
        }
        boolean active = event.active().get();
        Boolean before =
                states.put(new Subject(notification.topic(), notification.source(), notification.key()), active);
        // A stream repeats what holds; what it begins with is told of where it holds.
        boolean news = before == null ? active || !first : before != active;
        if (news) {
            sink.event(event);
        }
    }

    /** What a state is of. */
    private record Subject(String topic, Map<String, String> source, Map<String, String> key) {}

    /** What has not changed for longest is forgotten first. */
    private static final class Recent extends LinkedHashMap<Subject, Boolean> {

        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Boolean> eldest) {
            return size() > MOST_STATES;
        }
    }
}
