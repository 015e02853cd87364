package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the device has recorded, by {@code mediaFileFind.cgi}, and played from {@code /cam/playback}. A search is an object that the
 * device keeps: it has room for few, so each is closed and thrown away, also when we are interrupted.
 */
final class Archive implements DeviceArchive {

    private static final String CALL = "mediaFileFind.cgi?action=";
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 100;

    /** A recorder looks through its disks. */
    private static final Duration SEARCH = Duration.ofSeconds(15);

    private static final Duration TIDYING = Duration.ofSeconds(1);

    private final DahuaSession session;
    private final Cgi cgi;

    Archive(DahuaSession session, Cgi cgi) {
        this.session = session;
        this.cgi = cgi;
    }

    @Override
    public List<Span> search(String channel, Instant from, Instant to) throws InterruptedException {
        String number = session.known(channel).id();
        if (!from.isBefore(to)) {
            return List.of();
        }
        DeviceClock clock = session.deviceClock();
        String object = call("factory.create", "").get("result");
        if (!object.matches("\\w{1,32}")) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device makes no search of its recordings");
        }
        boolean refused = false;
        try {
            // That there is nothing is answered 400.
            boolean any = cgi.accepts(
                    CALL + "findFile&object=" + object + "&condition.Channel=" + number + "&condition.StartTime="
                            + clock.search(from) + "&condition.EndTime=" + clock.search(to),
                    SEARCH);
            return any ? collect(object, clock, from, to) : List.of();
        } catch (VmsException e) {
            refused = e.code() == ErrorCode.BAD_CREDENTIALS || e.code() == ErrorCode.DEVICE_LOCKED;
            throw e;
        } finally {
            // Whoever was refused does not knock again: the device would lock the account.
            if (!refused) {
                discard(object);
            }
        }
    }

    private Lines call(String action, String arguments) throws InterruptedException {
        return cgi.get(CALL + action + arguments, SEARCH);
    }

    private List<Span> collect(String object, DeviceClock clock, Instant from, Instant to) throws InterruptedException {
        List<Span> found = List.of();
        for (int page = 0; page < MOST_PAGES && found.size() < MOST_SPANS; page++) {
            Lines answer = call("findNextFile", "&object=" + object + "&count=" + PAGE);
            List<Span> next = new ArrayList<>(found);
            for (Map<String, String> item : answer.list("items").values()) {
                span(item, clock, from, to).ifPresent(next::add);
            }
            found = DeviceArchive.joined(next);
            if (answer.number("found").orElse(0) < PAGE) {
                break;
            }
        }
        return found;
    }

    private static Optional<Span> span(Map<String, String> item, DeviceClock clock, Instant from, Instant to) {
        Optional<Instant> start = clock.trueTime(item.getOrDefault("StartTime", ""));
        Optional<Instant> end = clock.trueTime(item.getOrDefault("EndTime", ""));
        if (start.isEmpty() || end.isEmpty() || item.getOrDefault("Type", "").equalsIgnoreCase("jpg")) {
            return Optional.empty();
        }
        return Span.clipped(start.get(), end.get(), from, to);
    }

    private void discard(String object) {
        for (String action : List.of("close", "destroy")) {
            try {
                cgi.command(CALL + action + "&object=" + object, TIDYING);
            } catch (VmsException e) {
                return; // the device throws away by itself what nobody asks for long
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public Replay replay(String channel, StreamRole role, Instant from, Instant to) throws InterruptedException {
        DeviceClock clock = session.deviceClock();
        // Only the main stream is recorded on most devices.
        return new Replay(
                session.rtsp("/cam/playback?channel=" + session.known(channel).id() + "&subtype=0&starttime="
                        + clock.replay(from) + "&endtime=" + clock.replay(to)),
                "",
                Duration.ZERO);
    }
}
