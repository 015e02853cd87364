// Arithmetic on what is known when the graph is converted: shapes, and the anchors.

/** Values in row order. Floats are rounded to single precision after each step, as they are when the graph runs. */
export class Constant {
  constructor(dims, values, float) {
    this.dims = dims;
    this.values = values;
    this.float = float;
    if (size(dims) !== values.length) {
      throw new Error(`${values.length} values for a shape of ${dims}`);
    }
  }

  static integers(values) {
    return new Constant([values.length], values, false);
  }

  #with(dims, values) {
    return new Constant(dims, values, this.float);
  }

  /** One number that stands for itself. */
  scalar() {
    if (this.values.length !== 1) {
      throw new Error("not a single number");
    }
    return this.values[0];
  }

  reshape(dims) {
    return this.#with(completed(dims, this.values.length), this.values);
  }

  transpose(order) {
    const steps = strides(this.dims);
    const dims = order.map((axis) => this.dims[axis]);
    return this.#with(
      dims,
      indices(dims).map((index) => this.values[index.reduce((sum, at, i) => sum + at * steps[order[i]], 0)]),
    );
  }

  /** The parts along the first axis. */
  unpack() {
    const length = this.values.length / this.dims[0];
    return Array.from({ length: this.dims[0] }, (_, i) =>
      this.#with(this.dims.slice(1), this.values.slice(i * length, (i + 1) * length)),
    );
  }

  /** Along a new first axis. */
  static pack(parts) {
    return new Constant([parts.length, ...parts[0].dims], parts.flatMap((part) => part.values), parts[0].float);
  }

  /** Repeats, where the axes that are repeated have length one. */
  tile(times) {
    if (times.some((n, axis) => n !== 1 && this.dims[axis] !== 1)) {
      throw new Error("a tile of this kind is not known");
    }
    const dims = this.dims.map((n, axis) => n * times[axis]);
    const steps = strides(this.dims);
    return this.#with(
      dims,
      indices(dims).map((index) =>
        this.values[index.reduce((sum, at, axis) => sum + (this.dims[axis] === 1 ? 0 : at * steps[axis]), 0)],
      ),
    );
  }

  combine(other, operation) {
    const round = this.float ? Math.fround : Math.trunc;
    if (other.values.length === 1) {
      return this.#with(this.dims, this.values.map((value) => round(operation(value, other.values[0]))));
    }
    if (String(other.dims) !== String(this.dims)) {
      throw new Error(`shapes ${this.dims} and ${other.dims}`);
    }
    return this.#with(this.dims, this.values.map((value, i) => round(operation(value, other.values[i]))));
  }
}

export function size(dims) {
  return dims.reduce((product, each) => product * each, 1);
}

/** A shape in which -1 stands for what is left. */
export function completed(dims, total) {
  const known = size(dims.filter((each) => each !== -1));
  return dims.map((each) => (each === -1 ? total / known : each));
}

function strides(dims) {
  return dims.map((_, axis) => size(dims.slice(axis + 1)));
}

function indices(dims) {
  const steps = strides(dims);
  return Array.from({ length: size(dims) }, (_, i) => dims.map((n, axis) => Math.floor(i / steps[axis]) % n));
}
