// Open documents as programs: texts in, syntax trees out, and places of the editor mapped to places of the program and back.
import { fileId, type FileId, type Site } from '../base/source';
import { LineIndex } from '../base/text';
import {
  markdownProgram,
  notebookProgram,
  placeOf,
  programOffset,
  pythonProgram,
  readNotebook,
  type Program,
} from '../frontends/documents';
import { callOffset } from '../frontends/summary';
import type { ParseCache } from '../frontends/sources';
import type { SourceFile } from '../interp/value';
import type { LineColumn, OffsetRange, OpenDocument, Place } from '../protocol/analysis';

export interface Document {
  readonly open: OpenDocument;
  readonly program: Program;
  readonly file: SourceFile;
  /** URIs of the parts: the cells of a notebook, else the document itself. */
  readonly parts: readonly string[];
  /** Names that its readers expect to be bound without imports. */
  readonly ambient: boolean;
}

export class Documents {
  private readonly byUri = new Map<string, Document>();
  /** Cell URI → notebook URI; a document's own URI for others. */
  private readonly owners = new Map<string, string>();
  private readonly indexes = new WeakMap<Program, LineIndex[]>();

  constructor(private readonly cache: ParseCache) {}

  /** `module` is the document's dotted name in its package, '__main__' outside of one. */
  set(open: OpenDocument, module: string): Document {
    const program = programOf(open);
    const parse = this.cache.parse(open.uri, program.text, { notebook: open.language !== 'python', edited: true });
    const document: Document = {
      open,
      program,
      parts: open.cells?.map((cell) => cell.uri) ?? [open.uri],
      ambient: open.language !== 'python',
      file: { id: fileId(open.uri), module, isPackage: open.uri.endsWith('/__init__.py'), parse, internal: false },
    };
    this.close(open.uri);
    this.byUri.set(open.uri, document);
    for (const part of document.parts) this.owners.set(part, open.uri);
    return document;
  }

  /** The document's file with another text, as git keeps one. Throws when a notebook's text is none. */
  earlier({ open, file }: Document, text: string): SourceFile {
    const cells = open.language === 'notebook' ? readNotebook(text).map((cell, i) => ({
      uri: closedCell(open.uri, i), kind: cell.code ? 'code' as const : 'markup' as const, text: cell.text })) : undefined;
    const program = programOf({ ...open, text, cells });
    return { ...file, parse: this.cache.parse(`${open.uri}#earlier`, program.text,
      { notebook: open.language !== 'python' }) };
  }

  close(uri: string): void {
    for (const part of this.byUri.get(uri)?.parts ?? []) this.owners.delete(part);
    this.byUri.delete(uri);
  }

  /** By the URI of the document or of one of its cells. */
  get(uri: string): Document | undefined {
    return this.byUri.get(uri) ?? this.byUri.get(this.owners.get(uri) ?? '');
  }

  all(): readonly Document[] {
    return [...this.byUri.values()];
  }

  /** The offset in the program of an editor's offset; undefined outside of code. */
  programOffset(document: Document, uri: string, offset: number): number | undefined {
    const part = document.parts.indexOf(uri);
    return part < 0 ? undefined : programOffset(document.program, { part, offset });
  }

  /** The range in the editor of a program range, with the URI of the part it stands in. */
  range(document: Document, start: number, end: number): { readonly uri: string; readonly range: OffsetRange } {
    const from = placeOf(document.program, start);
    const to = placeOf(document.program, Math.max(start, end));
    return {
      uri: document.parts[from.part] ?? document.open.uri,
      range: { start: from.offset, end: to.part === from.part ? to.offset : from.offset },
    };
  }

  lineColumn(document: Document, uri: string, offset: number): LineColumn {
    const part = Math.max(0, document.parts.indexOf(uri));
    let indexes = this.indexes.get(document.program);
    if (!indexes) {
      indexes = document.program.parts.map(({ text }) => new LineIndex(text));
      this.indexes.set(document.program, indexes);
    }
    const index = indexes[part];
    return index ? positionOf(index, offset) : { line: 0, character: 0 };
  }

  /** A program range of an open document as a place in the editor. */
  place(document: Document, start: number, end: number): Place {
    const { uri, range } = this.range(document, start, end);
    const cell = document.parts.indexOf(uri);
    // Cells of a notebook that is not open have no documents of their own.
    const where = uri === closedCell(document.open.uri, cell) ? { uri: document.open.uri, cell } : { uri };
    return {
      ...where,
      range,
      start: this.lineColumn(document, uri, range.start),
      end: this.lineColumn(document, uri, range.end),
    };
  }

  /** Where a site is now: open documents answer with their current text, other files with the text that was read. */
  placeOfSite(site: Site, fileOf: (file: FileId) => SourceFile | undefined): Place | null {
    const document = this.byUri.get(site.file);
    const parse = document?.file.parse ?? fileOf(site.file)?.parse;
    const node = parse?.nodes[site.node];
    if (!parse || !node) return null;
    if (document) return this.place(document, node.start, node.end);
    const index = new LineIndex(parse.text);
    const start = callOffset(node);
    return {
      uri: site.file,
      range: { start, end: node.end },
      start: positionOf(index, start),
      end: positionOf(index, node.end),
    };
  }
}

/** The URI that stands for a cell of a notebook that is not open. */
export const closedCell = (notebook: string, cell: number): string => `${notebook}#cell${cell}`;

function positionOf(index: LineIndex, offset: number): LineColumn {
  const { line, column } = index.at(offset);
  return { line, character: column };
}

function programOf(open: OpenDocument): Program {
  switch (open.language) {
    case 'python':
      return pythonProgram(open.uri, open.text);
    case 'markdown':
      return markdownProgram(open.uri, open.text);
    case 'notebook':
      return notebookProgram(
        (open.cells ?? []).map((cell) => ({ name: cell.uri, text: cell.text, code: cell.kind === 'code' })),
      );
  }
}
