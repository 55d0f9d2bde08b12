// A model of a text, traced with the recipe of its weights.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedModel } from '../../src/frontends/recipe';
import { parseTarget } from '../../src/frontends/target';
import { openWorkspace } from './analyse';
import { recorded } from './weights';

/** `input` as on the command line: `1x3x8x8`. */
export async function recordedModel(text: string, entry: string, input: string): Promise<RecordedModel> {
  const folder = mkdtempSync(join(tmpdir(), 'convlens-'));
  try {
    writeFileSync(join(folder, 'net.py'), text);
    const workspace = await openWorkspace();
    const document = workspace.document(parseTarget(`${join(folder, 'net.py')}:${entry}`));
    return recorded(workspace, document, entry, input);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
