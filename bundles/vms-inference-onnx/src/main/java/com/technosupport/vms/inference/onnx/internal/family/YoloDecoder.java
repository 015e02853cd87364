package com.technosupport.vms.inference.onnx.internal.family;

import com.technosupport.vms.inference.onnx.internal.family.Family.Input;
import com.technosupport.vms.inference.onnx.internal.family.Family.Output;
import com.technosupport.vms.inference.onnx.internal.model.UnusableModelException;
import java.util.ArrayList;
import java.util.List;

/** One output [1, 4 + labels, N], or turned, of middle and size in pixels of the input and scores from 0 to 1. */
final class YoloDecoder implements Decoder {

    private final int labels;
    private final boolean turned;

    YoloDecoder(Input input, int labels, List<Output> outputs) throws UnusableModelException {
        this.labels = labels;
        long width = 4L + labels;
        boolean one = outputs.size() == 1
                && !outputs.get(0).integers()
                && outputs.get(0).dims().size() == 3;
        if (!one || (outputs.get(0).dim(1) != width && outputs.get(0).dim(2) != width)) {
            throw new UnusableModelException("a YOLO with " + labels + " labels and an input of " + input.width() + "x"
                    + input.height() + " has one output [1," + width + ",N]; this one has " + outputs);
        }
        turned = outputs.get(0).dim(1) != width;
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public List<Candidate> decode(List<Tensor> outputs, float threshold) {
        Tensor output = outputs.get(0);
        int all = output.dim(turned ? 1 : 2);
        int row = turned ? 4 + labels : 1;
        int column = turned ? 1 : all;
        List<Candidate> found = new ArrayList<>();
        // Label by label, for that is how the values lie next to each other.
        for (int label = 0; label < labels; label++) {
            for (int i = 0; i < all; i++) {
                float score = output.get(i * row + (4 + label) * column);
                if (score >= threshold) {
                    float x = output.get(i * row);
                    float y = output.get(i * row + column);
                    float w = output.get(i * row + 2 * column);
                    float h = output.get(i * row + 3 * column);
                    found.add(new Candidate(label, score, x - w / 2, y - h / 2, x + w / 2, y + h / 2));
                }
            }
        }
        return found;
    }
}
