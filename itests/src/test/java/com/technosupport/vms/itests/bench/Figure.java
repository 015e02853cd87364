package com.technosupport.vms.itests.bench;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param name what was measured, such as {@code live.cpu-a-viewer.100}
 * @param unit such as {@code ms}; empty for a count
 * @param value ours
 * @param reference what another program needed for the same, in the same run
 * @param goal what to reach; judged by the ratio where it has one, else by the value
 * @param note how it was measured, in a few words
 */
record Figure(String name, String unit, double value, Optional<Reference> reference, Optional<Goal> goal, String note) {

    /** Another program's figure, in the same unit. */
    record Reference(String program, double value) {}

    /** A limit of the ratio or of the value. */
    record Goal(boolean atMost, double limit) {

        static Goal atMost(double limit) {
            return new Goal(true, limit);
        }

        static Goal atLeast(double limit) {
            return new Goal(false, limit);
        }

        boolean met(double value) {
            return atMost ? value <= limit : value >= limit;
        }

        String text(boolean ratio) {
            return (atMost ? "≤ " : "≥ ") + number(limit) + (ratio ? "×" : "");
        }
    }

    Figure {
        Objects.requireNonNull(name);
        Objects.requireNonNull(unit);
        Objects.requireNonNull(note);
    }

    static Figure of(String name, String unit, double value) {
        return new Figure(name, unit, value, Optional.empty(), Optional.empty(), "");
    }

    Figure against(String program, double other) {
        return new Figure(name, unit, value, Optional.of(new Reference(program, other)), goal, note);
    }

    Figure goal(Goal wanted) {
        return new Figure(name, unit, value, reference, Optional.of(wanted), note);
    }

    Figure note(String text) {
        return new Figure(name, unit, value, reference, goal, text);
    }

    Optional<Double> ratio() {
        return reference.map(other -> value / other.value());
    }

    Optional<Boolean> met() {
        return goal.map(wanted -> wanted.met(ratio().orElse(value)));
    }

    /** Three significant digits, without an exponent. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size == 0 || size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        int decimals = (int) Math.max(0, 2 - Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
