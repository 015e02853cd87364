package com.technosupport.vms.inference.onnx.internal.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** An ONNX model of a few nodes that answers the same whatever it is shown, written field by field (onnx.proto3). */
final class TinyModel {

    private final long[] inputDims;
    private final long[] outputDims;
    private final float[] answer;
    private String operator = "Add";
    private boolean batched;
    private long opset = 13;
    private boolean external;
    private boolean half;

    TinyModel(long[] inputDims, long[] outputDims, float... answer) {
        this.inputDims = inputDims;
        this.outputDims = outputDims;
        this.answer = answer;
    }

    /** Its last step is another one than adding. */
    TinyModel with(String another) {
        operator = another;
        return this;
    }

    /** It is of another version of the operators. */
    TinyModel opset(long version) {
        opset = version;
        return this;
    }

    /** Its weights are in another file. */
    TinyModel external() {
        external = true;
        return this;
    }

    /** It takes halves of floats. */
    TinyModel half() {
        half = true;
        return this;
    }

    /** It takes any number of pictures, and answers for each. */
    TinyModel batched() {
        batched = true;
        return this;
    }

    /** mean(image) * 0 + answer. */
    byte[] bytes() {
        // The mean over a picture keeps its axes where there may be several: [n,1,1,1], of which one goes.
        byte[] mean = batched
                ? join(
                        field(
                                1,
                                node(
                                        "ReduceMean",
                                        "means",
                                        join(attributes("axes", 1, 2, 3), field(5, attribute("keepdims", 1))),
                                        "image")),
                        field(1, node("Squeeze", "mean", new byte[0], "means", "last")),
                        field(5, longs("last", 3)))
                : field(1, node("ReduceMean", "mean", field(5, attribute("keepdims", 0)), half ? "floats" : "image"));
        byte[] cast = field(1, node("Cast", "floats", field(5, attribute("to", 1)), "image"));
        byte[] graph = join(
                half ? cast : new byte[0],
                mean,
                field(1, node("Mul", "nothing", new byte[0], "mean", "zero")),
                field(1, node(operator, "output", new byte[0], "nothing", "answer")),
                field(2, "tiny"),
                field(5, tensor("zero", new long[0], 0)),
                field(5, external ? elsewhere("answer", outputDims) : tensor("answer", outputDims, answer)),
                field(11, value("image", inputDims, half ? 10 : 1)),
                field(12, value("output", outputDims, 1)));
        return join(number(1, 7), field(7, graph), field(8, number(2, opset)));
    }

    private static byte[] node(String operator, String output, byte[] attributes, String... inputs) {
        byte[] names = new byte[0];
        for (String input : inputs) {
            names = join(names, field(1, input));
        }
        return join(names, field(2, output), field(4, operator), attributes);
    }

    private static byte[] attribute(String name, long value) {
        return join(field(1, name), number(3, value), number(20, 2));
    }

    private static byte[] attributes(String name, long... values) {
        byte[] all = field(1, name);
        for (long value : values) {
            all = join(all, number(8, value));
        }
        return field(5, join(all, number(20, 7)));
    }

    private static byte[] longs(String name, long value) {
        ByteBuffer raw = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
        return join(number(1, 1), number(2, 7), field(8, name), field(9, raw.array()));
    }

    private static byte[] tensor(String name, long[] dims, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        byte[] out = new byte[0];
        for (long dim : dims) {
            out = join(out, number(1, dim));
        }
        return join(out, number(2, 1), field(8, name), field(9, raw.array()));
    }

    private static byte[] elsewhere(String name, long[] dims) {
        byte[] out = new byte[0];
        for (long dim : dims) {
            out = join(out, number(1, dim));
        }
        byte[] location = join(field(1, "location"), field(2, "weights.bin"));
        return join(out, number(2, 1), field(8, name), field(13, location), number(14, 1));
    }

    private byte[] value(String name, long[] dims, long type) {
        byte[] shape = new byte[0];
        for (long dim : dims) {
            boolean any = batched && shape.length == 0;
            shape = join(shape, field(1, any ? field(2, "n") : number(1, dim)));
        }
        return join(field(1, name), field(2, field(1, join(number(1, type), field(2, shape)))));
    }

    private static byte[] field(int number, String text) {
        return field(number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] field(int number, byte[] bytes) {
        return join(variable((number << 3) | 2), variable(bytes.length), bytes);
    }

    private static byte[] number(int field, long value) {
        return join(variable(field << 3), variable(value));
    }

    private static byte[] variable(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while (rest > 127) {
            out.write((int) ((rest & 127) | 128));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
