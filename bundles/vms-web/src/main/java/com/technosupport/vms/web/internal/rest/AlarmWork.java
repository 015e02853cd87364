package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.Alarms;
import com.technosupport.vms.web.internal.RuleServices;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;

/** What operators do with alarms, one or many at a time. */
final class AlarmWork {

    static final int MOST = 500;

    private final RuleServices services;
    private final AlarmOwners owners;

    AlarmWork(RuleServices services, AlarmOwners owners) {
        this.services = services;
        this.owners = owners;
    }

    /** What is done. */
    enum Kind {
        ACKNOWLEDGE,
        CLOSE,
        ASSIGN,
        NOTE
    }

    /** The same for many alarms. */
    @Schema(name = "AlarmsAction")
    record Ask(
            @Schema(requiredMode = REQUIRED) Kind action,
            @Schema(requiredMode = REQUIRED) List<Item> items,
            @Schema(nullable = true) String note,

            @Schema(nullable = true, description = "With ASSIGN: an account; nobody if it is left out")
            String owner) {}

    /** One of them. */
    @Schema(name = "AlarmsActionItem")
    record Item(
            @Schema(requiredMode = REQUIRED) UUID id,

            @Schema(nullable = true, description = "What was seen: nothing is done if somebody was quicker")
            Integer revision) {}

    /** What came of it, in the order of the request. */
    @Schema(name = "AlarmsActionResult")
    record Done(List<Outcome> items) {}

    /** What came of it with one alarm. */
    @Schema(name = "AlarmsActionOutcome")
    record Outcome(
            UUID id,

            @Schema(nullable = true, description = "As it is now; missing if it failed")
            AlarmView alarm,

            @Schema(nullable = true, description = "Why it failed")
            ErrorCode code,

            @Schema(nullable = true, description = "Why it failed, as a sentence")
            String message) {}

    AlarmOwners.OwnerList owners(Optional<Alarm> alarm) {
        return new AlarmOwners.OwnerList(owners.all(alarm));
    }

    /** @param owner who is to see to it; null for nobody */
    AlarmView does(Call call, Kind kind, Alarm alarm, OptionalInt seen, String owner, String note) {
        Alarms alarms = services.alarms();
        return AlarmView.of(
                switch (kind) {
                    case ACKNOWLEDGE -> alarms.acknowledge(call.actor(), alarm.id(), seen, note);
                    case CLOSE -> alarms.close(call.actor(), alarm.id(), seen, note);
                    case ASSIGN -> alarms.assign(call.actor(), alarm.id(), seen, owner(alarm, owner), note);
                    case NOTE -> alarms.note(call.actor(), alarm.id(), note);
                });
    }

    private Optional<String> owner(Alarm alarm, String name) {
        Optional<String> wanted = Optional.ofNullable(name).map(String::strip).filter(text -> !text.isEmpty());
        return wanted.map(text -> owners.all(Optional.of(alarm)).stream()
                .map(AlarmOwners.Owner::username)
                .filter(text::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> new InvalidFieldsException(
                        "owner", "an account that may act on this alarm and see its camera")));
    }

    /** @param alarm the one of that id that the caller may see, or an exception */
    Done does(Call call, Ask ask, String note, Function<UUID, Alarm> alarm) {
        List<Outcome> outcomes = new ArrayList<>();
        Optional<VmsException> away = Optional.empty();
        for (Item item : ask.items()) {
            if (away.isEmpty()) {
                try {
                    OptionalInt seen = item.revision() == null ? OptionalInt.empty() : OptionalInt.of(item.revision());
                    AlarmView view = does(call, ask.action(), alarm.apply(item.id()), seen, ask.owner(), note);
                    outcomes.add(new Outcome(item.id(), view, null, null));
                    continue;
                } catch (InvalidFieldsException e) {
                    outcomes.add(new Outcome(
                            item.id(),
                            null,
                            ErrorCode.INVALID_REQUEST,
                            "The owner must be an account that may act on this alarm and see its camera"));
                    continue;
                } catch (VmsException e) {
                    if (e.code() != ErrorCode.STORE_UNAVAILABLE && e.code() != ErrorCode.BUSY) {
                        outcomes.add(new Outcome(item.id(), null, e.code(), e.getMessage()));
                        continue;
                    }
                    if (outcomes.isEmpty()) {
                        throw e;
                    }
                    // The others would each wait for it, to no end.
                    away = Optional.of(e);
                }
            }
            outcomes.add(
                    new Outcome(item.id(), null, away.get().code(), away.get().getMessage()));
        }
        return new Done(outcomes);
    }
}
