package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Actor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Alarms: {@link AlarmState#OPEN}, then {@link AlarmState#ACKNOWLEDGED}, then {@link AlarmState#CLOSED}. Every step is in the
 * alarm's history and in the audit log, and is told to every {@link AlarmListener}. Calls may block for the database:
 * {@link ErrorCode#STORE_UNAVAILABLE}.
 */
@ProviderType
public interface Alarms {

    /** Raises an alarm, or counts one more trigger of the one that is there. */
    Alarm raise(AlarmTrigger trigger);

    /**
     * Says that somebody has seen it; he becomes its owner where it had none. What is acknowledged already stays as it is.
     *
     * @param seen the {@link Alarm#revision()} that the actor saw; empty to act whatever has become of it
     * @param note a sentence; may be empty
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#IN_USE} when it is closed,
     *     {@link ErrorCode#CHANGED_MEANWHILE} with who has done what when it is not as it was seen
     */
    Alarm acknowledge(Actor actor, AlarmId id, OptionalInt seen, String note);

    /**
     * Ends it, acknowledged or not; what is closed already stays as it is.
     *
     * @param seen as for {@link #acknowledge}
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#CHANGED_MEANWHILE}
     */
    Alarm close(Actor actor, AlarmId id, OptionalInt seen, String note);

    /**
     * Says who is to see to it.
     *
     * @param seen as for {@link #acknowledge}
     * @param owner an account; empty for nobody
     * @throws VmsException as {@link #acknowledge}
     */
    Alarm assign(Actor actor, AlarmId id, OptionalInt seen, Optional<String> owner, String note);

    /**
     * Adds to the history, also of what is closed.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}
     */
    Alarm note(Actor actor, AlarmId id, String note);

    Optional<Alarm> alarm(AlarmId id);

    List<Alarm> alarms(AlarmQuery query);

    /** The oldest first. */
    List<Alarm.Step> history(AlarmId id);
}
