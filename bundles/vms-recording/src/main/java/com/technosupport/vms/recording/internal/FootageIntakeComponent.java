package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.FootageIntake;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.Origin;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.keep.Finisher;
import com.technosupport.vms.recording.internal.keep.SegmentIndex;
import com.technosupport.vms.recording.internal.keep.Slot;
import com.technosupport.vms.recording.internal.keep.Volumes;
import com.technosupport.vms.recording.internal.matroska.SegmentLabel;
import com.technosupport.vms.recording.internal.record.IntakeWriter;
import com.technosupport.vms.recording.internal.record.SegmentWriter;
import com.technosupport.vms.recording.internal.record.StreamKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Files footage from elsewhere beside our own: same volumes, same ending of files, same index. */
@Component(service = FootageIntake.class, immediate = true)
public final class FootageIntakeComponent implements FootageIntake {

    private static final long INDEX_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_MILLIS = 50;

    private final RecordingStore store;
    private final Volumes volumes;
    private final SegmentIndex index;
    private final Finisher finisher;
    private final Clock clock;

    @Activate
    public FootageIntakeComponent(@Reference Recording recording, @Reference RecordingStore store) {
        this(store, recording.volumes(), recording.index(), recording.finisher(), Clock.systemUTC());
    }

    FootageIntakeComponent(RecordingStore store, Volumes volumes, SegmentIndex index, Finisher finisher, Clock clock) {
        this.store = store;
        this.volumes = volumes;
        this.index = index;
        this.finisher = finisher;
        this.clock = clock;
    }

    @Override
    public Intake begin(CameraId camera, StreamRole role, Instant from, Instant to) {
        long sequence =
                store.before(camera, role, to).map(StoredSegment::sequence).orElse(0L);
        return new Taking(new StreamKey(camera, role), sequence, from, to);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** One stretch. */
    private final class Taking implements Intake, IntakeWriter.Files {
        private final StreamKey key;
        private final IntakeWriter writer;
        private final Set<SegmentId> begun = new HashSet<>();
        private long sequence;

        Taking(StreamKey key, long sequence, Instant from, Instant to) {
            this.key = key;
            this.sequence = sequence;
            this.writer = new IntakeWriter(micros(from), micros(to), this);
        }

        @Override
        public SegmentWriter open(long startMicros, Track video, Optional<Track> sound) throws IOException {
            Instant start = Instant.EPOCH.plus(startMicros, ChronoUnit.MICROS);
            Slot slot = volumes.create(key, start, ++sequence);
            sequence = slot.sequence();
            SegmentLabel label =
                    new SegmentLabel(SegmentId.next(clock), key.camera(), key.role(), sequence, start, Origin.BACKFILL);
            SegmentWriter file = finisher.begin(volumes, slot, label, video, sound);
            begun.add(label.id());
            return file;
        }

        @Override
        public void closed(SegmentWriter file) {
            finisher.closed(file);
        }

        @Override
        public void started(StreamFormat format) {
            writer.started(format);
        }

        @Override
        public void packet(Packet packet) throws InterruptedException {
            try {
                writer.packet(packet);
            } catch (UncheckedIOException e) {
                throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "The disk does not take footage", e);
            }
        }

        @Override
        public long bytes() {
            return writer.bytes();
        }

        @Override
        public void finish() throws InterruptedException {
            writer.close();
            long end = System.nanoTime() + INDEX_NANOS;
            for (SegmentId id : begun) {
                while (finisher.open().containsKey(id) || index.pending(id).isPresent()) {
                    if (System.nanoTime() - end > 0) {
                        throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "The footage is not indexed yet");
                    }
                    Thread.sleep(LOOK_MILLIS);
                }
            }
        }

        @Override
        public void close() {
            writer.close();
        }
    }
}
