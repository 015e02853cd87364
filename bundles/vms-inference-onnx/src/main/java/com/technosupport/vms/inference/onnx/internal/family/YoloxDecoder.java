package com.technosupport.vms.inference.onnx.internal.family;

import com.technosupport.vms.inference.onnx.internal.family.Family.Input;
import com.technosupport.vms.inference.onnx.internal.family.Family.Output;
import com.technosupport.vms.inference.onnx.internal.model.UnusableModelException;
import java.util.ArrayList;
import java.util.List;

/**
 * One output [1, N, 5 + labels] over the cells of grids with strides of 8, 16 and 32 pixels, each cell with x, y, w, h, objectness
 * and scores; the middle relative to the cell and the size as a logarithm, both in strides (Ge et al., 2021).
 */
final class YoloxDecoder implements Decoder {

    private static final int[] STRIDES = {8, 16, 32};

    private final int labels;

    /** Of each cell: column, row, stride. */
    private final int[] cells;

    YoloxDecoder(Input input, int labels, List<Output> outputs) throws UnusableModelException {
        this.labels = labels;
        if (input.width() % 32 != 0 || input.height() % 32 != 0) {
            throw new UnusableModelException("the sides of a YOLOX input are multiples of 32");
        }
        List<int[]> grid = new ArrayList<>();
        for (int stride : STRIDES) {
            for (int y = 0; y < input.height() / stride; y++) {
                for (int x = 0; x < input.width() / stride; x++) {
                    grid.add(new int[] {x, y, stride});
                }
            }
        }
        cells = grid.stream().flatMapToInt(java.util.Arrays::stream).toArray();
        boolean fits = outputs.size() == 1
                && !outputs.get(0).integers()
                && outputs.get(0).dims().size() == 3
                && outputs.get(0).dim(2) == 5L + labels
                && (outputs.get(0).dim(1) == grid.size() || outputs.get(0).dim(1) < 0);
        if (!fits) {
            throw new UnusableModelException("a YOLOX with " + labels + " labels and an input of " + input.width() + "x"
                    + input.height() + " has one output [1," + grid.size() + "," + (5 + labels) + "]; this one has "
                    + outputs);
        }
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public List<Candidate> decode(List<Tensor> outputs, float threshold) {
        Tensor output = outputs.get(0);
        int width = 5 + labels;
        int all = Math.min(output.dim(1), cells.length / 3);
        List<Candidate> found = new ArrayList<>();
        for (int row = 0; row < all; row++) {
            int at = row * width;
            float objectness = output.get(at + 4);
            if (!(objectness >= threshold)) {
                continue;
            }
            for (int label = 0; label < labels; label++) {
                float score = objectness * output.get(at + 5 + label);
                if (score >= threshold) {
                    int stride = cells[row * 3 + 2];
                    float x = (output.get(at) + cells[row * 3]) * stride;
                    float y = (output.get(at + 1) + cells[row * 3 + 1]) * stride;
                    float w = (float) Math.exp(output.get(at + 2)) * stride;
                    float h = (float) Math.exp(output.get(at + 3)) * stride;
                    found.add(new Candidate(label, score, x - w / 2, y - h / 2, x + w / 2, y + h / 2));
                }
            }
        }
        return found;
    }
}
