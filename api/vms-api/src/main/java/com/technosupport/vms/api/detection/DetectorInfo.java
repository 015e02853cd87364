package com.technosupport.vms.api.detection;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What a detector is.
 *
 * @param id what policies name it by: lower-case letters, digits and hyphens; stays the same over its versions
 * @param name for people
 * @param labels what it can tell apart, as few as one
 * @param runsOn what does the work, such as {@code CPU} or {@code CUDA}, with a sentence where it is not what was asked for
 * @param detail for people, such as the family and the input of a model, its licence and where it is from; may be empty
 * @param recommendedConfidence from which on its makers, or whoever measured it, would believe it; empty where nobody knows
 */
public record DetectorInfo(
        String id,
        String name,
        String version,
        List<String> labels,
        String runsOn,
        String detail,
        OptionalDouble recommendedConfidence) {

    private static final Pattern ID = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?");

    public DetectorInfo {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a detector's id is 1 to 40 lower-case letters, digits and hyphens");
        }
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        labels = List.copyOf(labels);
        Objects.requireNonNull(runsOn, "runsOn");
        Objects.requireNonNull(detail, "detail");
        if (recommendedConfidence.isPresent()
                && !(recommendedConfidence.getAsDouble() >= 0 && recommendedConfidence.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("a confidence is from 0 to 1");
        }
    }

    /** Without a recommendation. */
    public DetectorInfo(String id, String name, String version, List<String> labels, String runsOn, String detail) {
        this(id, name, version, labels, runsOn, detail, OptionalDouble.empty());
    }
}
