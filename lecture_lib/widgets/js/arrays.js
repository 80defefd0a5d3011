// Arrays packed by packing.py: one compressed buffer, and a directory of shapes.

// The bytes of float32 numbers, first all lowest bytes, then all next; deflated.
export async function inflate(view) {
  const stream = new Blob([view]).stream().pipeThrough(new DecompressionStream("deflate"));
  const planes = new Uint8Array(await new Response(stream).arrayBuffer());
  const count = planes.length / 4;
  const bytes = Uint8Array.from(planes, (_, i) => planes[(i % 4) * count + (i >> 2)]);
  return new Float32Array(bytes.buffer);
}

export const floats = ({ buffer, byteOffset, byteLength }) =>
  new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));

// One buffer and a directory of shapes, as arrays that are asked for a row or a number.
export function unpack(all, directory) {
  const array = ([start, shape]) => {
    const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
    const at = (...index) => start + index.reduce((sum, i, axis) => sum + i * strides[axis], 0);
    const size = (depth) => (depth ? strides[depth - 1] : shape.reduce((a, b) => a * b, 1));
    const part = (...index) => all.subarray(at(...index), at(...index) + size(index.length));
    return { shape, part, value: (...index) => all[at(...index)] };
  };
  return Object.fromEntries(Object.entries(directory).map(([name, place]) => [name, array(place)]));
}
