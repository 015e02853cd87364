package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.device.DriverTrials.Answer;
import com.technosupport.vms.api.device.DriverTrials.Tally;
import com.technosupport.vms.plugins.internal.jar.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;

/** Judges a version while it serves some cameras, and while it serves all and may still be taken back. Belongs to the keeper's thread. */
final class Probation {

    /** One may be a device that is just being restarted. */
    private static final int BAD_ROUNDS = 2;

    private final Settings settings;
    private final Trial trial;
    private final LongSupplier nanoTime;

    Probation(Settings settings, Trial trial, LongSupplier nanoTime) {
        this.settings = settings;
        this.trial = trial;
        this.nanoTime = nanoTime;
    }

    void begin(Change change, Duration time) {
        change.before = trial.trials().tally(change.candidate.getBundleId());
        change.untilNanos = nanoTime.getAsLong() + time.toNanos();
        change.askNanos = nanoTime.getAsLong();
        change.badRounds = 0;
    }

    boolean isOver(Change change) {
        return nanoTime.getAsLong() - change.untilNanos >= 0;
    }

    /**
     * Looks, and asks devices when that is due.
     *
     * @return why the version is to be taken back; empty when all is well
     */
    String problem(Change change) throws InterruptedException {
        String seen = look(change);
        return seen.isEmpty() && nanoTime.getAsLong() - change.askNanos >= 0 ? ask(change) : seen;
    }

    private String look(Change change) {
        if (change.candidate.getState() != Bundle.ACTIVE) {
            return "it stopped by itself";
        }
        if (!Rehearsal.registered(change.candidate).containsAll(change.jar.services())) {
            return "its services are gone";
        }
        if (!change.tellsOfDevices()) {
            return "";
        }
        Tally tally = trial.trials().tally(change.candidate.getBundleId());
        long failed = tally.failed() - change.before.failed();
        long succeeded = tally.succeeded() - change.before.succeeded();
        return failed >= settings.probationFailures() && failed > succeeded
                ? failed + " of " + (failed + succeeded) + " calls to devices failed, the last one: "
                        + tally.lastProblem()
                : "";
    }

    /**
     * A device whose video flows may not be asked for anything for days, so that nobody would notice a driver that cannot. Most
     * failing twice running is a problem, however well they answered before.
     */
    private String ask(Change change) throws InterruptedException {
        List<Answer> answers;
        try {
            answers = trial.ask(change.candidate, change.jar);
        } catch (Refusal e) {
            return e.getMessage();
        }
        change.askNanos = nanoTime.getAsLong() + settings.probationProbe().toNanos();
        List<String> problems = answers.stream()
                .map(Answer::problem)
                .filter(problem -> !problem.isEmpty())
                .toList();
        change.badRounds = problems.size() * 2 > answers.size() ? change.badRounds + 1 : 0;
        if (change.badRounds >= BAD_ROUNDS) {
            return problems.size() + " of " + answers.size() + " devices do not answer it any more, the last one: "
                    + problems.get(problems.size() - 1);
        }
        return look(change);
    }
}
