package com.technosupport.vms.inference.onnx.internal.family;

import java.nio.FloatBuffer;

/**
 * Values that came out of a model, in row order.
 *
 * @param values read by index alone
 */
public record Tensor(long[] dims, FloatBuffer values) {

    /** Length of an axis; from the end where negative. */
    int dim(int axis) {
        return Math.toIntExact(dims[axis < 0 ? dims.length + axis : axis]);
    }

    float get(int index) {
        return values.get(index);
    }

    /** Whether every value is a number. */
    public boolean finite() {
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                return false;
            }
        }
        return true;
    }
}
