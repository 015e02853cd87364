package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.AccessMode.READ_ONLY;
import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.recording.RecordedStreams;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.RecordingStorage;
import com.technosupport.vms.api.recording.WeeklySlot;
import com.technosupport.vms.web.internal.Days;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** What is kept of a camera, as it goes over the wire. What a request leaves out becomes as it is for a new camera. */
@Schema(name = "RecordingPolicy")
public record PolicyBody(
        @Schema(
                requiredMode = REQUIRED,
                allowableValues = {"OFF", "CONTINUOUS", "EVENT", "SCHEDULE"})
        String mode,

        @Schema(description = "For mode SCHEDULE, in the time zone of the camera's site; off between the slots")
        List<SlotBody> schedule,

        @Schema(allowableValues = {"MAIN", "SUB", "BOTH"}) String stream,

        @Schema(description = "Kept before an event; 0 to 60")
        Integer preRollSeconds,

        @Schema(description = "Kept after the last event; 1 to 3600")
        Integer postRollSeconds,

        @Schema(description = "The longest that a file gets; 10 to 3600")
        Integer segmentSeconds,

        @Schema(description = "The largest that a file gets; 1 MiB to 16 GiB")
        Long segmentBytes,

        @Schema(nullable = true, description = "Footage that is older is deleted; null for no such limit")
        Integer retentionDays,

        @Schema(nullable = true, description = "The oldest footage beyond it is deleted; null for no such limit")
        Long retentionBytes,

        @Schema(nullable = true, accessMode = READ_ONLY) KeptBody kept) {

    /** What there is, and how long it will be kept. */
    @Schema(name = "KeptFootage")
    public record KeptBody(
            @Schema(description = "Of all files that are ended")
            long bytes,

            @Schema(description = "Of them, evidence, which no retention deletes")
            long lockedBytes,

            @Schema(nullable = true) Instant oldest,

            @Schema(description = "At the bit rate of the last day")
            long bytesPerDay,

            @Schema(nullable = true, description = "For how long footage is kept if all goes on as in the last day")
            Double days,

            @Schema(description = "What ends it") RecordingStorage.Limit limit) {

        static KeptBody of(RecordingStorage.Outlook outlook) {
            return new KeptBody(
                    outlook.bytes(),
                    outlook.locked(),
                    outlook.oldest().orElse(null),
                    outlook.bytesPerDay(),
                    outlook.days().isPresent() ? outlook.days().getAsDouble() : null,
                    outlook.limit());
        }
    }

    /** A part of each week. */
    @Schema(name = "WeeklySlot")
    public record SlotBody(
            @Schema(requiredMode = REQUIRED, description = "MONDAY to SUNDAY")
            List<String> days,

            @Schema(requiredMode = REQUIRED, example = "08:00")
            String from,

            @Schema(
                    requiredMode = REQUIRED,
                    example = "18:00",
                    description = "Exclusive; at or before from, it is on the next day")
            String to,

            @Schema(
                    requiredMode = REQUIRED,
                    allowableValues = {"OFF", "CONTINUOUS", "EVENT"})
            String mode) {}

    static PolicyBody of(RecordingPolicy policy, Optional<RecordingStorage.Outlook> outlook) {
        return new PolicyBody(
                policy.mode().name(),
                policy.schedule().stream().map(PolicyBody::slot).toList(),
                policy.stream().name(),
                (int) policy.preRoll().toSeconds(),
                (int) policy.postRoll().toSeconds(),
                (int) policy.segment().toSeconds(),
                policy.segmentBytes(),
                policy.retentionDays().isPresent() ? policy.retentionDays().getAsInt() : null,
                policy.retentionBytes().isPresent() ? policy.retentionBytes().getAsLong() : null,
                outlook.map(KeptBody::of).orElse(null));
    }

    private static SlotBody slot(WeeklySlot slot) {
        return new SlotBody(
                new TreeSet<>(slot.days()).stream().map(DayOfWeek::name).toList(),
                slot.from().toString(),
                slot.to().toString(),
                slot.mode().name());
    }

    /** @throws InvalidFieldsException with all that is wrong */
    RecordingPolicy policy() {
        RecordingPolicy usual = RecordingPolicy.DEFAULT;
        RecordingMode chosen = constant(RecordingMode.class, "mode", mode, null);
        RecordedStreams streams = constant(RecordedStreams.class, "stream", stream, usual.stream());
        List<WeeklySlot> slots = new ArrayList<>();
        List<SlotBody> given = schedule == null ? List.of() : schedule;
        new Fields()
                .require(
                        given.size() <= RecordingPolicy.MOST_SLOTS,
                        "schedule",
                        "at most " + RecordingPolicy.MOST_SLOTS + " slots")
                .require(
                        chosen != RecordingMode.SCHEDULE || !given.isEmpty(),
                        "schedule",
                        "is missing, which mode SCHEDULE needs")
                .range("preRollSeconds", preRollSeconds, 0, 60)
                .range("postRollSeconds", postRollSeconds, 1, 3600)
                .range("segmentSeconds", segmentSeconds, 10, 3600)
                .require(
                        segmentBytes == null || (segmentBytes >= 1 << 20 && segmentBytes <= 1L << 34),
                        "segmentBytes",
                        "from 1048576 to 17179869184")
                .range("retentionDays", retentionDays, 1, 36_500)
                .require(retentionBytes == null || retentionBytes >= 1 << 20, "retentionBytes", "at least 1048576")
                .check();
        for (int i = 0; i < given.size(); i++) {
            slots.add(slot("schedule[" + i + "]", given.get(i)));
        }
        return new RecordingPolicy(
                chosen,
                slots,
                streams,
                seconds(preRollSeconds, usual.preRoll()),
                seconds(postRollSeconds, usual.postRoll()),
                seconds(segmentSeconds, usual.segment()),
                segmentBytes == null ? usual.segmentBytes() : segmentBytes,
                retentionDays == null ? OptionalInt.empty() : OptionalInt.of(retentionDays),
                retentionBytes == null ? OptionalLong.empty() : OptionalLong.of(retentionBytes));
    }

    private static Duration seconds(Integer given, Duration usual) {
        return given == null ? usual : Duration.ofSeconds(given);
    }

    private static WeeklySlot slot(String field, SlotBody slot) {
        if (slot == null) {
            throw new InvalidFieldsException(field, "is missing");
        }
        new Fields()
                .require(slot.days() != null && !slot.days().isEmpty(), field + ".days", "is missing")
                .check();
        Set<DayOfWeek> days = new TreeSet<>();
        for (String day : slot.days()) {
            days.add(Days.named(day)
                    .orElseThrow(() -> new InvalidFieldsException(field + ".days", "days such as MONDAY, or MON")));
        }
        RecordingMode mode = constant(RecordingMode.class, field + ".mode", slot.mode(), null);
        new Fields()
                .require(mode != RecordingMode.SCHEDULE, field + ".mode", "OFF, CONTINUOUS or EVENT")
                .check();
        return new WeeklySlot(days, time(field + ".from", slot.from()), time(field + ".to", slot.to()), mode);
    }

    private static LocalTime time(String field, String text) {
        try {
            // The end of a day is written both ways.
            return "24:00".equals(text) ? LocalTime.MIDNIGHT : LocalTime.parse(text == null ? "" : text);
        } catch (DateTimeException e) {
            throw new InvalidFieldsException(field, "a time of day, such as 08:00");
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String field, String name, E usual) {
        if (name == null && usual != null) {
            return usual;
        }
        List<String> names = new ArrayList<>();
        for (E known : type.getEnumConstants()) {
            if (known.name().equals(name)) {
                return known;
            }
            names.add(known.name());
        }
        throw new InvalidFieldsException(field, String.format(Locale.ROOT, "one of %s", String.join(", ", names)));
    }
}
