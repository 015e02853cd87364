// Writes ONNX models: the few messages of onnx.proto3 that a graph of float operators needs, in the encoding of
// Protocol Buffers. Field numbers are those of the ONNX specification (ir version 8).

/** A message under construction. */
class Message {
  #parts = [];
  #length = 0;

  #push(bytes) {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  #varint(value) {
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes = [];
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#push(Buffer.from(bytes));
  }

  integer(field, value) {
    this.#varint(field << 3);
    this.#varint(value);
    return this;
  }

  float(field, value) {
    this.#varint((field << 3) | 5);
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    this.#push(bytes);
    return this;
  }

  bytes(field, value) {
    this.#varint((field << 3) | 2);
    this.#varint(value.length);
    this.#push(value);
    return this;
  }

  text(field, value) {
    return this.bytes(field, Buffer.from(value, "utf8"));
  }

  message(field, value) {
    return this.bytes(field, value.finish());
  }

  finish() {
    return Buffer.concat(this.#parts, this.#length);
  }
}

const FLOAT = 1;
const INT64 = 7;

function attribute(name, value) {
  const message = new Message().text(1, name);
  if (typeof value === "string") {
    return message.bytes(4, Buffer.from(value)).integer(20, 3);
  }
  if (Array.isArray(value)) {
    value.forEach((each) => message.integer(8, each));
    return message.integer(20, 7);
  }
  return Number.isInteger(value) ? message.integer(3, value).integer(20, 2) : message.float(2, value).integer(20, 1);
}

/** A graph of nodes in the order in which they can run. */
export class Graph {
  #nodes = [];
  #initializers = [];
  #inputs = [];
  #outputs = [];
  #names = 0;

  /** Adds a node with one output, and gives its name. */
  node(operator, inputs, attributes = {}, output = `v${++this.#names}`) {
    const message = new Message();
    inputs.forEach((input) => message.text(1, input));
    message.text(2, output).text(3, `n${this.#nodes.length}`).text(4, operator);
    Object.keys(attributes)
      .sort()
      .forEach((name) => message.message(5, attribute(name, attributes[name])));
    this.#nodes.push(message);
    return output;
  }

  floats(dims, values) {
    return this.#initializer(dims, FLOAT, Buffer.from(Float32Array.from(values).buffer));
  }

  integers(values) {
    return this.#initializer([values.length], INT64, Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer));
  }

  #initializer(dims, type, raw) {
    const name = `c${++this.#names}`;
    const message = new Message();
    dims.forEach((each) => message.integer(1, each));
    this.#initializers.push(message.integer(2, type).text(8, name).bytes(9, raw));
    return name;
  }

  input(name, dims) {
    this.#inputs.push(Graph.#value(name, dims));
  }

  output(name, dims) {
    this.#outputs.push(Graph.#value(name, dims));
  }

  static #value(name, dims) {
    const shape = new Message();
    dims.forEach((each) => shape.message(1, new Message().integer(1, each)));
    const tensor = new Message().integer(1, FLOAT).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** The whole model. */
  model(name, producer, operatorSet) {
    const graph = new Message();
    this.#nodes.forEach((node) => graph.message(1, node));
    graph.text(2, name);
    this.#initializers.forEach((initializer) => graph.message(5, initializer));
    this.#inputs.forEach((value) => graph.message(11, value));
    this.#outputs.forEach((value) => graph.message(12, value));
    return new Message()
      .integer(1, 7)
      .text(2, producer)
      .message(7, graph)
      .message(8, new Message().text(1, "").integer(2, operatorSet))
      .finish();
  }
}
