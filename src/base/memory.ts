// How much memory values take, counted as they are made.
//
// Note [Counting memory]
// Values are made in hundreds of places by plain functions, which know no run. They add what they take, in bytes, about, to one
// count of the process; a run looks at how far the count has gone since it began (Runtime.limit). What is dropped again
// is not taken off: nobody knows when that happens. Budgets are therefore some times what real models make, and what is as
// long as the program likes (sequences, texts, elements) is counted where it is made.

/** Bytes counted since the process began. Only ever grows. */
export const memory = { counted: 0 };

/** What things take, about. Measured on V8 with pointers of eight bytes. */
export const BYTES = {
  box: 96, map: 220, item: 16, entry: 120, text: 32, tensor: 320, element: 8, node: 900, call: 700, observation: 80, log: 140,
} as const;
