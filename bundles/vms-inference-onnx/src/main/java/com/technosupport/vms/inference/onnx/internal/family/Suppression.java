package com.technosupport.vms.inference.onnx.internal.family;

import com.technosupport.vms.inference.onnx.internal.family.Decoder.Candidate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Of candidates for the same object the surest stays: greedy suppression of what overlaps it, label by label. */
public final class Suppression {

    /** What a model that is out of its mind may give; the surest of it are looked at. */
    private static final int MOST = 2000;

    private Suppression() {}

    /**
     * @param overlap part of the union of two boxes that they have in common, from which on they are one object
     * @return the surest first
     */
    public static List<Candidate> surest(List<Candidate> candidates, float overlap) {
        List<Candidate> left = new ArrayList<>(candidates);
        left.removeIf(candidate -> !candidate.finite());
        left.sort(Comparator.comparing(Candidate::score).reversed());
        List<Candidate> kept = new ArrayList<>();
        for (Candidate candidate : left.subList(0, Math.min(MOST, left.size()))) {
            boolean known = false;
            for (Candidate better : kept) {
                if (better.label() == candidate.label() && common(better, candidate) > overlap) {
                    known = true;
                    break;
                }
            }
            if (!known) {
                kept.add(candidate);
            }
        }
        return kept;
    }

    private static float common(Candidate a, Candidate b) {
        float w = Math.min(a.right(), b.right()) - Math.max(a.left(), b.left());
        float h = Math.min(a.bottom(), b.bottom()) - Math.max(a.top(), b.top());
        if (w <= 0 || h <= 0) {
            return 0;
        }
        return w * h / (a.area() + b.area() - w * h);
    }
}
