// Insertions and replacements in a text, and the way back from the new offsets to the old ones.
// Does not know why a text is edited.

export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

export interface Edited {
  readonly text: string;
  /** An offset of the new text as an offset of the old one; inside a replacement, its nearer side. */
  readonly place: (offset: number) => number;
}

/** Applies the edits, which must not overlap; insertions at the same place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): Edited {
  const sorted = [...edits].sort((a, b) => a.at - b.at);
  const starts: number[] = [0];
  const origins: number[] = [0];
  const limits: number[] = [Infinity];
  let result = '';
  let position = 0;
  for (const { at, remove, insert } of sorted) {
    result += text.slice(position, at);
    starts.push(result.length);
    origins.push(at);
    limits.push(at + remove);
    result += insert;
    position = at + remove;
    starts.push(result.length);
    origins.push(position);
    limits.push(Infinity);
  }
  result += text.slice(position);
  const place = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.min(origins[low] + offset - starts[low], limits[low]);
  };
  return { text: result, place };
}
