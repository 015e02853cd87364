package com.technosupport.vms.inference.onnx.internal.family;

import com.technosupport.vms.inference.onnx.internal.family.Family.Input;
import com.technosupport.vms.inference.onnx.internal.family.Family.Output;
import com.technosupport.vms.inference.onnx.internal.model.UnusableModelException;
import java.util.ArrayList;
import java.util.List;

/**
 * Either the network's own outputs, logits [1, Q, labels] and boxes [1, Q, 4] as middle and size in parts of the input; or those of
 * an export with its last steps inside: labels [1, Q], boxes [1, Q, 4] as corners in pixels, scores [1, Q].
 */
final class DetrDecoder implements Decoder {

    private final Input input;
    private final int labels;
    private int boxesAt = -1;
    private int logitsAt = -1;
    private int labelsAt = -1;
    private int scoresAt = -1;

    DetrDecoder(Input input, int labels, List<Output> outputs) throws UnusableModelException {
        this.input = input;
        this.labels = labels;
        for (int i = 0; i < outputs.size(); i++) {
            Output output = outputs.get(i);
            if (output.dims().size() == 2) {
                if (output.integers()) {
                    labelsAt = i;
                } else {
                    scoresAt = i;
                }
            } else if (output.dims().size() == 3
                    && output.dim(2) == 4
                    && (labels != 4 || output.name().contains("box"))) {
                boxesAt = i;
            } else if (output.dims().size() == 3 && output.dim(2) == labels) {
                logitsAt = i;
            }
        }
        boolean raw = outputs.size() == 2 && logitsAt >= 0;
        boolean finished = outputs.size() == 3 && labelsAt >= 0 && scoresAt >= 0;
        if (boxesAt < 0 || !(raw || finished)) {
            throw new UnusableModelException("a DETR with " + labels + " labels has the outputs logits [1,Q," + labels
                    + "] and boxes [1,Q,4], or labels, boxes and scores; this one has " + outputs);
        }
    }

    @Override
    public boolean repeats() {
        return false;
    }

    @Override
    public List<Candidate> decode(List<Tensor> outputs, float threshold) {
        return logitsAt >= 0 ? raw(outputs, threshold) : finished(outputs, threshold);
    }

    private List<Candidate> raw(List<Tensor> outputs, float threshold) {
        Tensor boxes = outputs.get(boxesAt);
        Tensor logits = outputs.get(logitsAt);
        // The logistic function grows, so that its argument can be compared in its stead.
        double least = Math.log(threshold / (1.0 - threshold));
        List<Candidate> found = new ArrayList<>();
        for (int row = 0; row < logits.dim(1); row++) {
            for (int label = 0; label < labels; label++) {
                float logit = logits.get(row * labels + label);
                if (logit >= least) {
                    float x = boxes.get(row * 4) * input.width();
                    float y = boxes.get(row * 4 + 1) * input.height();
                    float w = boxes.get(row * 4 + 2) * input.width();
                    float h = boxes.get(row * 4 + 3) * input.height();
                    float score = (float) (1 / (1 + Math.exp(-logit)));
                    found.add(new Candidate(label, score, x - w / 2, y - h / 2, x + w / 2, y + h / 2));
                }
            }
        }
        return found;
    }

    private List<Candidate> finished(List<Tensor> outputs, float threshold) {
        Tensor boxes = outputs.get(boxesAt);
        Tensor scores = outputs.get(scoresAt);
        Tensor classes = outputs.get(labelsAt);
        List<Candidate> found = new ArrayList<>();
        for (int row = 0; row < scores.dim(1); row++) {
            int label = (int) classes.get(row);
            if (scores.get(row) >= threshold && label >= 0 && label < labels) {
                int at = row * 4;
                found.add(new Candidate(
                        label,
                        scores.get(row),
                        boxes.get(at),
                        boxes.get(at + 1),
                        boxes.get(at + 2),
                        boxes.get(at + 3)));
            }
        }
        return found;
    }
}
