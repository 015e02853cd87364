package com.technosupport.vms.inference.onnx.internal.family;

import com.technosupport.vms.inference.onnx.internal.family.Family.Input;
import com.technosupport.vms.inference.onnx.internal.family.Family.Output;
import com.technosupport.vms.inference.onnx.internal.model.UnusableModelException;
import java.util.ArrayList;
import java.util.List;

/** Boxes [1, N, 4] as ymin, xmin, ymax, xmax in parts of the input; scores [1, N, labels] from 0 to 1. */
final class SsdDecoder implements Decoder {

    private final Input input;
    private final int labels;
    private final int boxesAt;

    SsdDecoder(Input input, int labels, List<Output> outputs) throws UnusableModelException {
        this.input = input;
        this.labels = labels;
        boolean shaped = outputs.size() == 2
                && outputs.stream().allMatch(output -> output.dims().size() == 3 && !output.integers());
        if (!shaped) {
            throw new UnusableModelException(
                    "an SSD has two outputs, boxes [1,N,4] and scores [1,N," + labels + "]; this one has " + outputs);
        }
        boolean named =
                outputs.get(1).name().contains("box") && !outputs.get(0).name().contains("box");
        boxesAt = named ? 1 : 0;
        Output boxes = outputs.get(boxesAt);
        Output scores = outputs.get(1 - boxesAt);
        if (boxes.dim(2) != 4 || scores.dim(2) != labels || boxes.dim(1) != scores.dim(1)) {
            throw new UnusableModelException("an SSD with " + labels + " labels has boxes [1,N,4] and scores [1,N,"
                    + labels + "]; this one has " + outputs);
        }
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public List<Candidate> decode(List<Tensor> outputs, float threshold) {
        Tensor boxes = outputs.get(boxesAt);
        Tensor scores = outputs.get(1 - boxesAt);
        List<Candidate> found = new ArrayList<>();
        int all = scores.dim(1);
        for (int row = 0; row < all; row++) {
            for (int label = 0; label < labels; label++) {
                float score = scores.get(row * labels + label);
                if (score >= threshold) {
                    float top = boxes.get(row * 4) * input.height();
                    float left = boxes.get(row * 4 + 1) * input.width();
                    float bottom = boxes.get(row * 4 + 2) * input.height();
                    float right = boxes.get(row * 4 + 3) * input.width();
                    found.add(new Candidate(label, score, left, top, right, bottom));
                }
            }
        }
        return found;
    }
}
