package com.technosupport.vms.inference.onnx.internal.family;

import com.technosupport.vms.inference.onnx.internal.model.UnusableModelException;
import java.util.List;

/** The kinds of networks whose outputs are understood. */
public enum Family {
    /** Boxes and scores apart, decoded, before suppression: MobileNet-SSD and SSDLite of the TensorFlow Object Detection API. */
    SSD {
        @Override
        public Decoder decoder(Input input, int labels, List<Output> outputs) throws UnusableModelException {
            return new SsdDecoder(input, labels, outputs);
        }
    },
    /** One output of grid cells, with an objectness of its own (Ge et al., YOLOX, 2021). */
    YOLOX {
        @Override
        public Decoder decoder(Input input, int labels, List<Output> outputs) throws UnusableModelException {
            return new YoloxDecoder(input, labels, outputs);
        }
    },
    /** One output of boxes in pixels and scores, as YOLOv8, v9 and v11 are exported. */
    YOLO {
        @Override
        public Decoder decoder(Input input, int labels, List<Output> outputs) throws UnusableModelException {
            return new YoloDecoder(input, labels, outputs);
        }
    },
    /** A set of queries, without suppression: RT-DETR, D-FINE. */
    DETR {
        @Override
        public Decoder decoder(Input input, int labels, List<Output> outputs) throws UnusableModelException {
            return new DetrDecoder(input, labels, outputs);
        }
    };

    /** Size of the picture that goes in, in pixels. */
    public record Input(int width, int height) {}

    /**
     * An output as the model declares it.
     *
     * @param dims -1 for a length that is known at run time alone
     */
    public record Output(String name, List<Long> dims, boolean integers) {

        public Output {
            dims = List.copyOf(dims);
        }

        /** Length of an axis; from the end where negative. */
        long dim(int axis) {
            return dims.get(axis < 0 ? dims.size() + axis : axis);
        }

        @Override
        public String toString() {
            return name + dims;
        }
    }

    /**
     * @param labels how many the description names
     * @throws UnusableModelException when the outputs are not those of this family
     */
    public abstract Decoder decoder(Input input, int labels, List<Output> outputs) throws UnusableModelException;
}
