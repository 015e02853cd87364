package com.technosupport.vms.itests.bench;

import java.util.Arrays;

/** Values of one kind. Used by one thread. */
final class Samples {

    private double[] values = new double[64];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    double last() {
        return values[size - 1];
    }

    double median() {
        return percentile(50);
    }

    /** By nearest rank: a value that was measured. */
    double percentile(double percent) {
        if (size == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(percent / 100 * size) - 1)];
    }
}
