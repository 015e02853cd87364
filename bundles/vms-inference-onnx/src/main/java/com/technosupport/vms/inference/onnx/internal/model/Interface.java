package com.technosupport.vms.inference.onnx.internal.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.technosupport.vms.inference.onnx.internal.family.Family.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What goes into a model and comes out.
 *
 * @param input name of the picture's tensor
 * @param sizeInput name of the input that takes the picture's size, as some DETR exports have it; empty where there is none
 * @param fixedOutputs whether all outputs are floats of known lengths
 * @param batches whether it takes any number of pictures at once
 */
record Interface(
        String input,
        long[] inputDims,
        String sizeInput,
        List<NodeInfo> outputs,
        boolean fixedOutputs,
        boolean batches) {

    private static final long MOST_VALUES = 64L << 20;

    static Interface of(OrtSession session, ModelDescription.Input shape) throws OrtException, UnusableModelException {
        Collection<NodeInfo> inputs = session.getInputInfo().values();
        long[] wanted = shape.layout() == ModelDescription.Layout.NCHW
                ? new long[] {1, 3, shape.height(), shape.width()}
                : new long[] {1, shape.height(), shape.width(), 3};
        String picture = "";
        String size = "";
        boolean batches = true;
        for (NodeInfo node : inputs) {
            if (node.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.FLOAT && picture.isEmpty()) {
                if (!fits(info.getShape(), wanted)) {
                    throw new UnusableModelException(
                            "its input " + node.getName() + " is " + Arrays.toString(info.getShape())
                                    + ", and its model.json says " + Arrays.toString(wanted));
                }
                picture = node.getName();
                batches = info.getShape()[0] < 0;
            } else if (node.getInfo() instanceof TensorInfo info
                    && info.type == OnnxJavaType.INT64
                    && size.isEmpty()
                    && fits(info.getShape(), new long[] {1, 2})) {
                size = node.getName();
            } else if (node.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.FLOAT16) {
                throw new UnusableModelException(
                        "its input " + node.getName() + " is of 16-bit floats; export it with 32-bit ones");
            } else {
                throw new UnusableModelException(
                        "it has an input that no picture is: " + node.getName() + " " + node.getInfo());
            }
        }
        if (picture.isEmpty()) {
            throw new UnusableModelException("it has no input of floats for a picture");
        }
        List<NodeInfo> outputs = List.copyOf(session.getOutputInfo().values());
        boolean fixed = true;
        for (NodeInfo node : outputs) {
            if (!(node.getInfo() instanceof TensorInfo info)) {
                throw new UnusableModelException("its output " + node.getName() + " is no tensor");
            }
            boolean floats = info.type == OnnxJavaType.FLOAT;
            if (!floats && info.type != OnnxJavaType.INT64 && info.type != OnnxJavaType.INT32) {
                throw new UnusableModelException("its output " + node.getName() + " has values of type " + info.type);
            }
            long values = 1;
            for (long dim : info.getShape()) {
                values = dim < 0 ? -1 : values < 0 ? -1 : values * Math.max(1, dim);
                if (values > MOST_VALUES) {
                    throw new UnusableModelException("its output " + node.getName() + " is too large");
                }
            }
            fixed &= floats && values > 0;
            batches &= info.getShape().length > 1 && info.getShape()[0] < 0;
        }
        return new Interface(picture, wanted, size, outputs, fixed, batches && size.isEmpty());
    }

    /** Of the input, for some pictures. */
    long[] inputDims(int pictures) {
        long[] dims = inputDims.clone();
        dims[0] = pictures;
        return dims;
    }

    private static boolean fits(long[] declared, long[] wanted) {
        if (declared.length != wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (declared[i] >= 0 && declared[i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** As the families see them. */
    List<Output> declared() {
        List<Output> declared = new ArrayList<>();
        for (NodeInfo node : outputs) {
            TensorInfo info = (TensorInfo) node.getInfo();
            List<Long> dims = Arrays.stream(info.getShape()).boxed().toList();
            declared.add(new Output(node.getName(), dims, info.type != OnnxJavaType.FLOAT));
        }
        return declared;
    }
}
