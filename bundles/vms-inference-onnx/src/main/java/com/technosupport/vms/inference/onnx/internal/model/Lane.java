package com.technosupport.vms.inference.onnx.internal.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.technosupport.vms.inference.onnx.internal.family.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory that one run of a model needs, kept from run to run: a frame costs no garbage where the model's outputs have lengths
 * that are known. Used by one thread at a time.
 */
final class Lane implements AutoCloseable {

    private final ByteBuffer picture;
    private final byte[] points;
    private final float[] values;
    private final FloatBuffer input;
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final Map<String, OnnxValue> pinned = new LinkedHashMap<>();
    private final List<Tensor> pinnedValues = new ArrayList<>();
    private final ModelDescription.Input shape;
    private final int pictures;
    private final float[] factor = new float[3];
    private final float[] summand = new float[3];

    /** @param pictures how many go in at once; 1 unless the model takes more */
    Lane(OrtEnvironment environment, Interface faces, ModelDescription.Input shape, int pictures) throws OrtException {
        this.shape = shape;
        this.pictures = pictures;
        int bytes = shape.width() * shape.height() * 3;
        picture = ByteBuffer.allocateDirect(bytes);
        points = new byte[bytes];
        values = new float[bytes];
        input = floats(Math.multiplyExact(bytes, pictures));
        for (int colour = 0; colour < 3; colour++) {
            factor[colour] = (float) (1 / shape.deviation().get(colour));
            summand[colour] =
                    (float) (-shape.mean().get(colour) / shape.deviation().get(colour));
        }
        try {
            inputs.put(faces.input(), OnnxTensor.createTensor(environment, input, faces.inputDims(pictures)));
            if (!faces.sizeInput().isEmpty()) {
                java.nio.LongBuffer size = ByteBuffer.allocateDirect(16)
                        .order(ByteOrder.nativeOrder())
                        .asLongBuffer();
                size.put(0, shape.width()).put(1, shape.height());
                inputs.put(faces.sizeInput(), OnnxTensor.createTensor(environment, size, new long[] {1, 2}));
            }
            if (faces.fixedOutputs()) {
                for (NodeInfo output : faces.outputs()) {
                    TensorInfo info = (TensorInfo) output.getInfo();
                    long[] dims = info.getShape();
                    FloatBuffer target = floats(Math.toIntExact(info.getNumElements()));
                    pinned.put(output.getName(), OnnxTensor.createTensor(environment, target, dims));
                    pinnedValues.add(new Tensor(dims, target));
                }
            }
        } catch (OrtException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static FloatBuffer floats(int length) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Where each picture is put before {@link #take}. */
    ByteBuffer picture() {
        return picture;
    }

    int pictures() {
        return pictures;
    }

    /** Runs the model on the pictures that were taken. The answers, one for each, are valid until the next run. */
    List<List<Tensor>> run(OrtSession session, Interface faces) throws OrtException {
        if (faces.fixedOutputs()) {
            session.run(inputs, pinned).close();
            return List.of(pinnedValues);
        }
        try (OrtSession.Result result = session.run(inputs)) {
            List<Tensor> answers = new ArrayList<>();
            for (NodeInfo output : faces.outputs()) {
                OnnxTensor tensor = (OnnxTensor) result.get(output.getName()).orElseThrow();
                answers.add(new Tensor(tensor.getInfo().getShape(), copy(tensor)));
            }
            return pictures == 1 ? List.of(answers) : apart(answers);
        }
    }

    /** What came of each picture. */
    private List<List<Tensor>> apart(List<Tensor> answers) throws OrtException {
        List<List<Tensor>> all = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            List<Tensor> one = new ArrayList<>();
            for (Tensor answer : answers) {
                long[] dims = answer.dims().clone();
                if (dims.length == 0 || dims[0] != pictures) {
                    throw new OrtException("it was shown " + pictures + " pictures and did not answer for each");
                }
                dims[0] = 1;
                int length = answer.values().limit() / pictures;
                one.add(new Tensor(dims, answer.values().slice(i * length, length)));
            }
            all.add(one);
        }
        return all;
    }

    private static FloatBuffer copy(OnnxTensor tensor) throws OrtException {
        return switch (tensor.getInfo().type) {
            case INT64 -> {
                java.nio.LongBuffer longs = tensor.getLongBuffer();
                float[] as = new float[longs.remaining()];
                for (int i = 0; i < as.length; i++) {
                    as[i] = longs.get(i);
                }
                yield FloatBuffer.wrap(as);
            }
            case INT32 -> {
                java.nio.IntBuffer ints = tensor.getIntBuffer();
                float[] as = new float[ints.remaining()];
                for (int i = 0; i < as.length; i++) {
                    as[i] = ints.get(i);
                }
                yield FloatBuffer.wrap(as);
            }
            default -> tensor.getFloatBuffer();
        };
    }

    /** Takes what is in {@link #picture()} as one of the pictures of the next run. */
    void take(int index) {
        picture.get(0, points);
        int pixels = points.length / 3;
        if (shape.layout() == ModelDescription.Layout.NCHW) {
            for (int colour = 0; colour < 3; colour++) {
                float by = factor[colour];
                float plus = summand[colour];
                int to = colour * pixels;
                for (int i = 0, from = colour; i < pixels; i++, from += 3) {
                    values[to + i] = (points[from] & 0xff) * by + plus;
                }
            }
        } else {
            for (int i = 0; i < points.length; i += 3) {
                values[i] = (points[i] & 0xff) * factor[0] + summand[0];
                values[i + 1] = (points[i + 1] & 0xff) * factor[1] + summand[1];
                values[i + 2] = (points[i + 2] & 0xff) * factor[2] + summand[2];
            }
        }
        input.put(index * values.length, values);
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        pinned.values().forEach(OnnxValue::close);
    }
}
