package com.technosupport.vms.inference.onnx.internal.family;

import java.util.List;

/** Reads objects out of a model's outputs. Keeps nothing between calls. */
public interface Decoder {

    /** Whether one object comes several times, so that all but the best have to be suppressed. */
    boolean repeats();

    /**
     * @param outputs in the order in which they were declared
     * @param threshold what is less sure is left out; so is what is no number
     */
    List<Candidate> decode(List<Tensor> outputs, float threshold);

    /**
     * Something that the model sees, in pixels of its input.
     *
     * @param label index
     */
    record Candidate(int label, float score, float left, float top, float right, float bottom) {

        float area() {
            return Math.max(0, right - left) * Math.max(0, bottom - top);
        }

        boolean finite() {
            return Float.isFinite(score)
                    && Float.isFinite(left)
                    && Float.isFinite(top)
                    && Float.isFinite(right)
                    && Float.isFinite(bottom);
        }
    }
}
