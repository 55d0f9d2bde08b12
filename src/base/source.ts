// Where things are: files, nodes of a parse, activations of Python functions, provenance of values.
// Knows nothing of syntax or tensors: a node is a number that the parser gave out.

/** A file as the interpreter sees it: a path or a URI, chosen by whoever loads files. */
export type FileId = string & { readonly __file: unique symbol };
/** The path of a file: the path part of a URI, decoded; `/c:/…` on Windows. */
export function filePath(file: FileId): string {
  const path = /^[a-z][a-z0-9+.-]+:\/\/[^/]*(\/[^?#]*)/i.exec(file)?.[1];
  if (path === undefined) return file;
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // A stray % in a name.
  }
}
export const fileId = (name: string): FileId => name as FileId;

/**
 * An AST node: the `node`-th of its file in pre-order. Edits that only move text (blank lines, comments, formatting)
 * keep the number, so a reference survives them and offsets are read from the current parse.
 */
export interface Site {
  readonly file: FileId;
  readonly node: number;
}

/** One activation of a Python function. */
export interface Frame {
  readonly caller: Frame | null;
  /** The call expression that made this activation; null for the module level. */
  readonly call: Site | null;
  /**
   * Path of the nn.Module whose forward() runs, as in named_modules(): 'layer1.0.conv1'; '' is the root; null
   * outside forward.
   */
  readonly module: string | null;
  /** Name of the function, for messages. */
  readonly name: string;
}

/** Where a value came from: the expression, its frame, and the values it was made of (at most two). */
export interface Origin {
  readonly at: Site;
  readonly frame: Frame | null;
  readonly from: readonly Origin[];
}
