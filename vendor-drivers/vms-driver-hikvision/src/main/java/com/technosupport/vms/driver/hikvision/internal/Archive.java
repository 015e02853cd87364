package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.model.StreamRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Element;

/** What the device has recorded, by {@code ContentMgmt/search}, and played from {@code /Streaming/tracks}. */
final class Archive implements DeviceArchive {

    private static final int PAGE = 50;
    private static final int MOST_PAGES = MOST_SPANS / PAGE + 1;

    private final HikvisionSession session;
    private final Isapi isapi;

    Archive(HikvisionSession session, Isapi isapi) {
        this.session = session;
        this.isapi = isapi;
    }

    @Override
    public List<Span> search(String channel, Instant from, Instant to) throws InterruptedException {
        session.known(channel);
        if (!from.isBefore(to)) {
            return List.of();
        }
        DeviceClock clock = session.deviceClock();
        boolean utc = session.recordsInUtc();
        String id = UUID.randomUUID().toString();
        List<Span> found = new ArrayList<>();
        int position = 0;
        for (int page = 0; page < MOST_PAGES; page++) {
            Element result = isapi.post(
                    "ContentMgmt/search",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                            + "<CMSearchDescription><searchID>" + id + "</searchID><trackIDList><trackID>"
                            + Channels.stream(channel, StreamRole.MAIN)
                            + "</trackID></trackIDList><timeSpanList><timeSpan><startTime>" + clock.search(from, utc)
                            + "</startTime><endTime>" + clock.search(to, utc)
                            + "</endTime></timeSpan></timeSpanList><maxResults>" + PAGE
                            // Spelled so by the device.
                            + "</maxResults><searchResultPostion>" + position
                            + "</searchResultPostion><metadataList><metadataDescriptor>//recordType.meta.std-cgi.com"
                            + "</metadataDescriptor></metadataList></CMSearchDescription>");
            List<Element> items = Elements.find(result, "matchList")
                    .map(list -> Elements.children(list, "searchMatchItem"))
                    .orElse(List.of());
            for (Element item : items) {
                span(item, clock, utc, from, to).ifPresent(found::add);
            }
            position += items.size();
            if (items.isEmpty() || !Elements.text(result, "responseStatusStrg").equalsIgnoreCase("MORE")) {
                break;
            }
        }
        return DeviceArchive.joined(found);
    }

    private static Optional<Span> span(Element item, DeviceClock clock, boolean utc, Instant from, Instant to) {
        Optional<Instant> start = clock.ofRecording(Elements.text(item, "timeSpan", "startTime"), utc);
        Optional<Instant> end = clock.ofRecording(Elements.text(item, "timeSpan", "endTime"), utc);
        if (start.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        return Span.clipped(start.get(), end.get(), from, to);
    }

    @Override
    public Replay replay(String channel, StreamRole role, Instant from, Instant to) throws InterruptedException {
        session.known(channel);
        DeviceClock clock = session.deviceClock();
        boolean utc = session.recordsInUtc();
        // Only the main stream is recorded on most devices, and tracks are numbered by it.
        return new Replay(
                session.rtsp("/Streaming/tracks/" + Channels.stream(channel, StreamRole.MAIN) + "?starttime="
                        + clock.replay(from, utc) + "&endtime=" + clock.replay(to, utc)),
                "",
                Duration.ZERO);
    }
}
