// Who has what, as bits: any of the values within a facet, all of the facets between; counts leave their own out.

const none = (size) => new Uint32Array(Math.ceil(size / 32));

export const all = (size) => {
  const bits = none(size).fill(0xffffffff);
  if (size % 32) bits[bits.length - 1] = 2 ** (size % 32) - 1;
  return bits;
};

// Returns the bits for all numbers of some lists.
export const some = (size, ...lists) => {
  const bits = none(size);
  for (const list of lists) for (const number of list) bits[number >> 5] |= 1 << (number & 31);
  return bits;
};

export const both = (one, other) => {
  const bits = one.slice();
  for (let at = 0; at < bits.length; at += 1) bits[at] &= other[at];
  return bits;
};
const either = (one, other) => one.map((word, at) => word | other[at]);
export const has = (bits, number) => (bits[number >> 5] & (1 << (number & 31))) !== 0;

// Returns the numbers that bits stand for, from low to high.
export const numbers = (bits) => {
  const found = [];
  bits.forEach((word, at) => {
    for (let left = word; left; left &= left - 1) found.push(at * 32 + 31 - Math.clz32(left & -left));
  });
  return found;
};

export const size = (bits) => {
  let found = 0;
  for (let word of bits) {
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    found += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return found;
};

export class Facets {
  constructor(leaders) {
    this.size = leaders.slug.length;
    this.bits = new Map();
    for (const facet of leaders.facets) {
      const numbers = facet.values.map(() => []);
      facet.of.forEach((held, leader) => held.forEach((value) => numbers[value].push(leader)));
      this.bits.set(
        facet.name,
        new Map(facet.values.map(([slug], at) => [slug, some(this.size, numbers[at])])),
      );
    }
  }

  // Returns the leaders who have a value.
  who(name, slug) {
    return this.bits.get(name).get(slug);
  }

  // Returns the leaders whom the chosen values of one facet leave: any of them, everybody when none is chosen.
  within(name, values) {
    return values.length ? values.map((value) => this.who(name, value)).reduce(either) : all(this.size);
  }

  // Returns the leaders whom all facets leave, but for one that is left out.
  left(chosen, but = "") {
    return Object.entries(chosen)
      .filter(([name, values]) => name !== but && values.length)
      .reduce((bits, [name, values]) => both(bits, this.within(name, values)), all(this.size));
  }

  // Returns facet → value → how many it would show, among `others`: those whom all that is no facet leaves.
  counts(chosen, others) {
    const found = new Map();
    for (const [name, values] of this.bits) {
      const left = both(others, this.left(chosen, name));
      found.set(name, new Map([...values].map(([slug, bits]) => [slug, size(both(bits, left))])));
    }
    return found;
  }
}
