package com.technosupport.vms.simulator.internal.nvr;

import com.technosupport.vms.simulator.NvrChannel;
import com.technosupport.vms.simulator.NvrRecording;
import com.technosupport.vms.simulator.internal.FaultBoard;
import com.technosupport.vms.simulator.internal.media.Footage;
import com.technosupport.vms.simulator.internal.media.FootageLibrary;
import com.technosupport.vms.simulator.internal.media.Lap;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.EventLoop;
import com.technosupport.vms.simulator.internal.net.Request;
import com.technosupport.vms.simulator.internal.rtsp.MountFinder;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The pictures of a recorder's channels, live and recorded. Used by its event loop alone, but for the constructor. */
final class NvrStreams implements MountFinder {
    private static final List<String> SCENES = List.of("campus", "gate", "yard", "dock");
    private static final int STREAMS = 2;
    private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private record Key(int channel, int stream) {}

    private final EventLoop loop;
    private final NvrState state;
    private final Dialect dialect;
    private final FaultBoard faults;
    private final FootageLibrary library;
    private final Map<Key, Mount> live = new HashMap<>();

    NvrStreams(
            EventLoop loop, NvrState state, Dialect dialect, FaultBoard faults, FootageLibrary library, Clock clock) {
        this.loop = loop;
        this.state = state;
        this.dialect = dialect;
        this.faults = faults;
        this.library = library;
        for (NvrChannel channel : state.channels()) {
            Footage main = footage(channel.number(), 0);
            Lap lap = new Lap((channel.number() - 1) * main.groupLength() * 3 % main.length());
            for (int stream = 0; stream < STREAMS; stream++) {
                Footage footage = footage(channel.number(), stream);
                long delay = channel.number() % 8 * STAGGER_NANOS;
                Mount mount = state.settings().clock()
                        ? Mount.onTheClock(loop, footage, faults, clock)
                        : Mount.steady(loop, footage, faults, clock, delay, lap);
                live.put(new Key(channel.number(), stream), mount);
            }
        }
    }

    private static String scene(int channel) {
        return SCENES.get((channel - 1) % SCENES.size());
    }

    /** What a channel shows. */
    Footage footage(int channel, int stream) {
        if (state.settings().clock()) {
            return library.get("clock");
        }
        return library.get(scene(channel) + (stream == 0 ? "-main" : "-sub"));
    }

    /** A JPEG picture of what a channel shows. */
    byte[] still(int channel) {
        return library.still(state.settings().clock() ? "clock" : scene(channel));
    }

    /** The live stream of a channel that is there and has its camera. */
    Optional<Mount> live(int channel, int stream) {
        return state.channel(channel).filter(NvrChannel::online).map(there -> live.get(new Key(channel, stream)));
    }

    /** Ends a channel's live streams for those who watch. */
    void end(int channel) {
        for (int stream = 0; stream < STREAMS; stream++) {
            Mount mount = live.get(new Key(channel, stream));
            if (mount != null) {
                mount.end();
            }
        }
    }

    @Override
    public Optional<Mount> find(Request request) {
        String target = request.target();
        if (target.endsWith("/" + TRACK)) {
            target = target.substring(0, target.length() - TRACK.length() - 1);
        }
        return dialect.wanted(target).flatMap(wanted -> wanted.from().isPresent() ? replay(wanted) : live(wanted));
    }

    private Optional<Mount> live(Dialect.Wanted wanted) {
        return live(wanted.channel(), wanted.stream());
    }

    /** From the first picture there is in the wanted time, without a break, until its end. */
    private Optional<Mount> replay(Dialect.Wanted wanted) {
        Instant wantedFrom = wanted.from().orElseThrow();
        Instant wantedTo = wanted.to().orElse(Instant.MAX);
        if (state.channel(wanted.channel()).isEmpty() || !wantedFrom.isBefore(wantedTo)) {
            return Optional.empty();
        }
        List<NvrRecording> pieces = state.recordings(wanted.channel(), wantedFrom, wantedTo);
        if (pieces.isEmpty()) {
            return Optional.empty();
        }
        Instant from = later(wantedFrom, pieces.get(0).start());
        Instant until = pieces.get(0).end();
        for (NvrRecording piece : pieces) {
            if (!piece.start().isAfter(until)) {
                until = later(until, piece.end());
            }
        }
        Instant to = until.isBefore(wantedTo) ? until : wantedTo;
        return Optional.of(Mount.replay(loop, footage(wanted.channel(), wanted.stream()), faults, from, to));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
