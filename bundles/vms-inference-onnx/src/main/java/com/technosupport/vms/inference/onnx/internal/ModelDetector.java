package com.technosupport.vms.inference.onnx.internal;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorInfo;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.inference.onnx.internal.model.Model;
import com.technosupport.vms.inference.onnx.internal.model.ModelDescription;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A model as a detector. */
final class ModelDetector implements Detector {

    private final Model model;
    private final DetectorInfo info;

    ModelDetector(Model model) {
        this.model = model;
        ModelDescription description = model.description();
        String detail = String.format(
                Locale.ROOT,
                "%s, %dx%d, from a confidence of %s; %s; %s",
                description.family(),
                description.input().width(),
                description.input().height(),
                description.threshold(),
                description.licence(),
                description.source());
        info = new DetectorInfo(
                description.id(),
                description.name(),
                description.version(),
                description.labels().stream()
                        .filter(label -> !label.isBlank())
                        .distinct()
                        .toList(),
                model.runsOn(),
                detail,
                OptionalDouble.of(description.recommendedConfidence()));
    }

    @Override
    public DetectorInfo info() {
        return info;
    }

    @Override
    public List<Detection> detect(Frame frame) {
        return model.detect(frame);
    }

    @Override
    public int batch() {
        return model.batch();
    }

    @Override
    public List<List<Detection>> detectAll(List<Frame> frames) {
        return model.detect(frames);
    }
}
