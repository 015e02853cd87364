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
    private final float[] factor = new float[3];
    private final float[] summand = new float[3];

    Lane(OrtEnvironment environment, Interface faces, ModelDescription.Input shape) throws OrtException {
        this.shape = shape;
        int bytes = shape.width() * shape.height() * 3;
        picture = ByteBuffer.allocateDirect(bytes);
        points = new byte[bytes];
        values = new float[bytes];
        input = floats(bytes);
        for (int colour = 0; colour < 3; colour++) {
            factor[colour] = (float) (1 / shape.deviation().get(colour));
            summand[colour] =
                    (float) (-shape.mean().get(colour) / shape.deviation().get(colour));
        }
        try {
            inputs.put(faces.input(), OnnxTensor.createTensor(environment, input, faces.inputDims()));
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

    /** Where the picture is put before {@link #run}. */
    ByteBuffer picture() {
        return picture;
    }

    /** Runs the model on the picture. The answer is valid until the next run. */
    List<Tensor> run(OrtSession session, Interface faces) throws OrtException {
        fill();
        if (faces.fixedOutputs()) {
            session.run(inputs, pinned).close();
            return pinnedValues;
        }
        try (OrtSession.Result result = session.run(inputs)) {
            List<Tensor> answers = new ArrayList<>();
            for (NodeInfo output : faces.outputs()) {
                OnnxTensor tensor = (OnnxTensor) result.get(output.getName()).orElseThrow();
                answers.add(new Tensor(tensor.getInfo().getShape(), copy(tensor)));
            }
            return answers;
        }
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

    private void fill() {
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
        input.put(0, values);
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        pinned.values().forEach(OnnxValue::close);
    }
}
