package com.technosupport.vms.inference.onnx.internal.family;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.inference.onnx.internal.family.Decoder.Candidate;
import com.technosupport.vms.inference.onnx.internal.family.Family.Input;
import com.technosupport.vms.inference.onnx.internal.family.Family.Output;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecoderTest {

    private static final Input INPUT = new Input(64, 32);

    private static Output output(String name, long... dims) {
        return new Output(name, java.util.Arrays.stream(dims).boxed().toList(), name.startsWith("label"));
    }

    private static Tensor tensor(long[] dims, float... values) {
        return new Tensor(dims, FloatBuffer.wrap(values));
    }

    private static long[] dims(long... dims) {
        return dims;
    }

    @Test
    void ssdGivesCornersFromTheTop() throws Exception {
        Decoder decoder = Family.SSD.decoder(INPUT, 2, List.of(output("boxes", 1, 2, 4), output("scores", 1, 2, 2)));
        Tensor boxes = tensor(dims(1, 2, 4), 0, .25f, .5f, .75f, 0, 0, 1, 1);
        Tensor scores = tensor(dims(1, 2, 2), .1f, .6f, .2f, Float.NaN);
        assertThat(decoder.decode(List.of(boxes, scores), .4f)).containsExactly(new Candidate(1, .6f, 16, 0, 48, 16));
    }

    @Test
    void ssdFindsItsBoxesByName() throws Exception {
        Decoder decoder = Family.SSD.decoder(INPUT, 2, List.of(output("scores", 1, 1, 2), output("boxes", 1, 1, 4)));
        Tensor boxes = tensor(dims(1, 1, 4), 0, 0, 1, 1);
        Tensor scores = tensor(dims(1, 1, 2), .5f, 0);
        assertThat(decoder.decode(List.of(scores, boxes), .4f)).containsExactly(new Candidate(0, .5f, 0, 0, 64, 32));
    }

    @Test
    void yoloxCountsFromItsCell() throws Exception {
        // 8x4 cells of 8 pixels, 4x2 of 16, 2x1 of 32.
        Decoder decoder = Family.YOLOX.decoder(INPUT, 1, List.of(output("output", 1, 42, 6)));
        float[] values = new float[42 * 6];
        // The second cell of the second row of 16 pixels.
        int at = (32 + 4 + 1) * 6;
        values[at] = .5f;
        values[at + 1] = .25f;
        values[at + 2] = 0;
        values[at + 3] = (float) Math.log(.5);
        values[at + 4] = .8f;
        values[at + 5] = .75f;
        List<Candidate> found = decoder.decode(List.of(tensor(dims(1, 42, 6), values)), .3f);
        assertThat(found).hasSize(1);
        Candidate only = found.get(0);
        assertThat(only.score()).isEqualTo(.8f * .75f);
        assertThat(new float[] {only.left(), only.top(), only.right(), only.bottom()})
                .containsExactly(new float[] {16, 16, 32, 24}, org.assertj.core.data.Offset.offset(.001f));
    }

    @Test
    void yoloMayBeTurned() throws Exception {
        Decoder upright = Family.YOLO.decoder(INPUT, 1, List.of(output("output0", 1, 5, 2)));
        Decoder turned = Family.YOLO.decoder(INPUT, 1, List.of(output("output0", 1, 2, 5)));
        Candidate expected = new Candidate(0, .9f, 5, 8, 15, 12);
        Tensor columns = tensor(dims(1, 5, 2), 10, 0, 10, 0, 10, 0, 4, 0, .9f, .1f);
        Tensor rows = tensor(dims(1, 2, 5), 10, 10, 10, 4, .9f, 0, 0, 0, 0, .1f);
        assertThat(upright.decode(List.of(columns), .5f)).containsExactly(expected);
        assertThat(turned.decode(List.of(rows), .5f)).containsExactly(expected);
    }

    @Test
    void detrGivesLogitsOrIsFinished() throws Exception {
        Decoder raw = Family.DETR.decoder(INPUT, 2, List.of(output("logits", 1, 1, 2), output("pred_boxes", 1, 1, 4)));
        Tensor logits = tensor(dims(1, 1, 2), -5, 2);
        Tensor boxes = tensor(dims(1, 1, 4), .5f, .5f, .5f, .5f);
        List<Candidate> found = raw.decode(List.of(logits, boxes), .5f);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).label()).isEqualTo(1);
        assertThat(found.get(0).score()).isBetween(.88f, .881f);
        assertThat(found.get(0).left()).isEqualTo(16);
        assertThat(raw.repeats()).isFalse();

        Decoder finished = Family.DETR.decoder(
                INPUT, 2, List.of(output("labels", 1, 2), output("boxes", 1, 2, 4), output("scores", 1, 2)));
        Tensor labels = tensor(dims(1, 2), 1, 7);
        Tensor corners = tensor(dims(1, 2, 4), 1, 2, 3, 4, 0, 0, 1, 1);
        Tensor scores = tensor(dims(1, 2), .9f, .9f);
        assertThat(finished.decode(List.of(labels, corners, scores), .5f))
                .containsExactly(new Candidate(1, .9f, 1, 2, 3, 4));
    }

    @Test
    void ofOverlappingBoxesOfOneLabelTheSurestStays() {
        Candidate best = new Candidate(0, .9f, 0, 0, 10, 10);
        Candidate same = new Candidate(0, .8f, 1, 0, 11, 10);
        Candidate otherLabel = new Candidate(1, .7f, 1, 0, 11, 10);
        Candidate elsewhere = new Candidate(0, .6f, 20, 0, 30, 10);
        Candidate nowhere = new Candidate(0, .95f, Float.NaN, 0, 30, 10);
        assertThat(Suppression.surest(List.of(same, elsewhere, nowhere, best, otherLabel), .5f))
                .containsExactly(best, otherLabel, elsewhere);
    }
}
