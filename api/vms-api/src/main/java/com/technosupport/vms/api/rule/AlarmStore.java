package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Alarms with their history, for {@link Alarms} alone. Every call may block for the database and throws {@link VmsException} with
 * {@link ErrorCode#STORE_UNAVAILABLE} while it is away.
 */
@ProviderType
public interface AlarmStore {

    /**
     * Joins a trigger to the alarm of its subject that is not closed, or opens one.
     *
     * @param id of the alarm if it is new
     */
    Raised raise(AlarmId id, AlarmTrigger trigger);

    /**
     * Changes an alarm and adds to its history, while nobody else does.
     *
     * @param change given the alarm as it is; may refuse by an exception
     * @throws VmsException {@link ErrorCode#NOT_FOUND}
     */
    Alarm change(AlarmId id, UnaryOperator<Alarm> change, Alarm.Step step);

    Optional<Alarm> find(AlarmId id);

    /** The one of that subject that is not closed. */
    Optional<Alarm> open(String subject);

    List<Alarm> page(AlarmQuery query);

    /** The oldest first. */
    List<Alarm.Step> history(AlarmId id);

    /** Those that are open and have not escalated though it is time. */
    List<Alarm> toEscalate(Instant now, int limit);

    /** Forgets what was closed before then; tells how many. */
    int deleteClosed(Instant before);

    /**
     * What came of a trigger.
     *
     * @param isNew whether it opened the alarm
     * @param counted false where it was known by its key
     */
    record Raised(Alarm alarm, boolean isNew, boolean counted) {

        public Raised {
            Objects.requireNonNull(alarm, "alarm");
        }
    }
}
