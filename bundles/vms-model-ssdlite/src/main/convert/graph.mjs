// From a frozen TensorFlow graph, as TensorFlow.js keeps it, to ONNX. Pictures lie in rows of points there (NHWC) and in
// planes here (NCHW): each value carries which of the two it is in, and is turned only where that must be.
import { completed, Constant, size } from "./constants.mjs";
import { Graph } from "./onnx.mjs";

/** Something that is known when the graph runs; `dims` in the order of TensorFlow. */
class Value {
  constructor(name, dims, planes) {
    this.name = name;
    this.dims = dims;
    this.planes = planes;
  }
}

/** The weights of a TensorFlow.js model by name. */
export function weights(manifest, read) {
  const all = new Map();
  for (const group of manifest) {
    const bytes = Buffer.concat(group.paths.map(read));
    let at = 0;
    for (const weight of group.weights) {
      if (weight.quantization || !["float32", "int32"].includes(weight.dtype)) {
        throw new Error(`${weight.name} has values of a kind that is not known`);
      }
      const values = Array.from({ length: size(weight.shape) }, (_, i) =>
        weight.dtype === "float32" ? bytes.readFloatLE(at + 4 * i) : bytes.readInt32LE(at + 4 * i),
      );
      all.set(weight.name, new Constant(weight.shape, values, weight.dtype === "float32"));
      at += 4 * values.length;
    }
    if (at !== bytes.length) {
      throw new Error(`${bytes.length - at} bytes are left over`);
    }
  }
  return all;
}

/** Converts what leads from one node, whose output becomes the input `image`, to the outputs. */
export class Conversion {
  #out = new Graph();
  #done = new Map();

  constructor(topology, constants, begin, imageDims) {
    this.nodes = new Map(topology.node.map((node) => [node.name, node]));
    this.constants = constants;
    const [n, height, width, channels] = imageDims;
    this.#out.input("image", [n, channels, height, width]);
    this.#done.set(begin, [new Value("image", imageDims, true)]);
  }

  /** Adds the output `alias`. */
  output(node, alias) {
    const value = this.#value(node);
    this.#out.node("Identity", [this.#rows(value)], {}, alias);
    this.#out.output(alias, value.dims);
  }

  model(name) {
    return this.#out.model(name, "vms-model", 13);
  }

  #value(reference) {
    const [name, output] = reference.split(":");
    if (!this.#done.has(name)) {
      const node = this.nodes.get(name);
      const inputs = (node.input ?? []).filter((each) => !each.startsWith("^")).map((each) => this.#value(each));
      const made = this.#convert(node, inputs, node.attr ?? {});
      this.#done.set(name, Array.isArray(made) ? made : [made]);
    }
    return this.#done.get(name)[Number(output ?? 0)];
  }

  /** The name of a tensor in the order of TensorFlow. */
  #rows(value) {
    if (value instanceof Constant) {
      return this.#out.floats(value.dims, value.values);
    }
    return value.planes ? this.#out.node("Transpose", [value.name], { perm: [0, 2, 3, 1] }) : value.name;
  }

  #planes(value) {
    if (!value.planes) {
      throw new Error("a picture was expected");
    }
    return value.name;
  }

  #vector(constant) {
    return this.#out.floats([constant.values.length], constant.values);
  }

  #convert(node, inputs, attributes) {
    const first = inputs[0];
    const known = inputs.every((input) => input instanceof Constant);
    switch (node.op) {
      case "Const":
        return this.constants.get(node.name);
      case "Identity":
        return first;
      case "Shape":
        return Constant.integers(first.dims);
      case "Conv2D":
      case "DepthwiseConv2dNative":
        return this.#convolution(first, inputs[1], attributes, node.op !== "Conv2D");
      case "FusedBatchNorm": {
        const names = [this.#planes(first), ...inputs.slice(1).map((each) => this.#vector(each))];
        const epsilon = Number(attributes.epsilon.f);
        return new Value(this.#out.node("BatchNormalization", names, { epsilon }), first.dims, true);
      }
      case "Relu6": {
        const limits = [this.#out.floats([], [0]), this.#out.floats([], [6])];
        return new Value(this.#out.node("Clip", [first.name, ...limits]), first.dims, first.planes);
      }
      case "Sigmoid":
      case "Exp":
        return new Value(this.#out.node(node.op, [first.name]), first.dims, first.planes);
      case "BiasAdd":
      case "Add":
        return this.#arithmetic("Add", (a, b) => a + b, first, inputs[1]);
      case "AddN":
        return inputs.reduce((sum, each) => this.#arithmetic("Add", (a, b) => a + b, sum, each));
      case "Mul":
        return this.#arithmetic("Mul", (a, b) => a * b, first, inputs[1]);
      case "Sub":
        return this.#arithmetic("Sub", (a, b) => a - b, first, inputs[1]);
      case "StridedSlice":
        return new Constant([], [first.values[inputs[1].scalar()]], first.float);
      case "Pack":
        return known ? Constant.pack(inputs) : this.#pack(inputs);
      case "Unpack":
        return known ? first.unpack() : this.#unpack(first);
      case "Tile":
        return first.tile(inputs[1].values);
      case "ExpandDims": {
        const axis = inputs[1].scalar();
        return first.reshape([...first.dims.slice(0, axis), 1, ...first.dims.slice(axis)]);
      }
      case "Reshape":
        return this.#reshape(first, completed(inputs[1].values, size(first.dims)));
      case "Squeeze": {
        const axes = attributes.squeeze_dims.list.i.map(Number);
        return this.#reshape(first, first.dims.filter((_, axis) => !axes.includes(axis)));
      }
      case "Transpose":
        return this.#transpose(first, inputs[1]);
      case "ConcatV2": {
        const axis = inputs.at(-1).scalar();
        const parts = inputs.slice(0, -1);
        const dims = [...first.dims];
        dims[axis] = parts.reduce((sum, part) => sum + part.dims[axis], 0);
        return new Value(this.#out.node("Concat", parts.map((part) => this.#rows(part)), { axis }), dims, false);
      }
      case "Slice":
        return this.#slice(first, inputs[1].values, inputs[2].values);
      default:
        throw new Error(`the operator ${node.op} of ${node.name} is not known`);
    }
  }

  #convolution(image, kernel, attributes, depthwise) {
    const padding = Buffer.from(attributes.padding.s).toString();
    const steps = attributes.strides.list.i.slice(1, 3).map(Number);
    const holes = attributes.dilations.list.i.map(Number);
    if (padding !== "SAME" || holes.some((each) => each !== 1)) {
      throw new Error(`a convolution with ${padding} padding and dilations ${holes}`);
    }
    const [height, width, taken, given] = kernel.dims;
    const outputs = depthwise ? taken * given : given;
    const turned = depthwise
      ? kernel.transpose([2, 3, 0, 1]).reshape([outputs, 1, height, width])
      : kernel.transpose([3, 2, 0, 1]);
    const sides = [image.dims[1], image.dims[2]].map((side, i) => {
      const out = Math.ceil(side / steps[i]);
      const needed = Math.max((out - 1) * steps[i] + kernel.dims[i] - side, 0);
      // TensorFlow puts the odd one at the end.
      return { out, before: needed >> 1, after: needed - (needed >> 1) };
    });
    const name = this.#out.node("Conv", [this.#planes(image), this.#out.floats(turned.dims, turned.values)], {
      group: depthwise ? taken : 1,
      kernel_shape: [height, width],
      pads: [...sides.map((side) => side.before), ...sides.map((side) => side.after)],
      strides: steps,
    });
    return new Value(name, [image.dims[0], sides[0].out, sides[1].out, outputs], true);
  }

  #arithmetic(operator, operation, left, right) {
    if (left instanceof Constant && right instanceof Constant) {
      return left.combine(right, operation);
    }
    const picture = [left, right].find((each) => each.planes);
    const names = [left, right].map((each) => {
      if (!(each instanceof Constant) || !picture) {
        return picture ? this.#planes(each) : this.#rows(each);
      }
      // One number, or one for each channel: the channels are the third axis from the end here.
      const count = each.values.length;
      return this.#out.floats(count === 1 ? [] : [1, count, 1, 1], each.values);
    });
    const dims = left instanceof Constant ? right.dims : left.dims;
    return new Value(this.#out.node(operator, names), dims, Boolean(picture));
  }

  #pack(parts) {
    const axes = this.#out.integers([0]);
    const names = parts.map((part) => this.#out.node("Unsqueeze", [this.#rows(part), axes]));
    return new Value(this.#out.node("Concat", names, { axis: 0 }), [parts.length, ...parts[0].dims], false);
  }

  #unpack(value) {
    const name = this.#rows(value);
    const dims = value.dims.slice(1);
    const shape = this.#out.integers(dims);
    return Array.from({ length: value.dims[0] }, (_, i) => {
      const bounds = [[i], [i + 1], [0]].map((each) => this.#out.integers(each));
      return new Value(this.#out.node("Reshape", [this.#out.node("Slice", [name, ...bounds]), shape]), dims, false);
    });
  }

  #reshape(value, dims) {
    if (value instanceof Constant) {
      return value.reshape(dims);
    }
    return new Value(this.#out.node("Reshape", [this.#rows(value), this.#out.integers(dims)]), dims, false);
  }

  #transpose(value, order) {
    if (value instanceof Constant) {
      return value.transpose(order.values);
    }
    const perm = order.values;
    const dims = perm.map((axis) => value.dims[axis]);
    return new Value(this.#out.node("Transpose", [this.#rows(value)], { perm }), dims, false);
  }

  #slice(value, begin, length) {
    const dims = length.map((each, axis) => (each === -1 ? value.dims[axis] - begin[axis] : each));
    const bounds = [begin, begin.map((each, axis) => each + dims[axis]), dims.map((_, axis) => axis)];
    const names = bounds.map((each) => this.#out.integers(each));
    return new Value(this.#out.node("Slice", [this.#rows(value), ...names]), dims, false);
  }
}
