// Annotated Python: what the editor shows, written into the file it is shown for.
//   x = self.conv(x)            # -> 64×56×56        the hint behind the line is exactly this
//   x = self.fc(x)              # error: text        a diagnostic of that level on the line, with this message
//   #   ^^^^ Receptive field: 7×7                    the hover at the carets, in the line above, contains this text
//   x = self.fc(x)              # fix: Set in_features to 400
//   from torchvision import ..  # note: text         a diagnostic of the level hint
// Errors, warnings and information that no comment states fail the test, so that an unexpected one is seen.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../src/protocol/analysis';
import { LineIndex } from '../src/base/text';
import { ROOT } from './support/analyse';
import { startService } from './support/service';

const FOLDER = join(ROOT, 'test/fixtures');
const files = readdirSync(FOLDER, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.py'))
  .sort();

interface Expectation {
  readonly line: number;
  readonly kind: 'hint' | 'error' | 'warning' | 'information' | 'note' | 'fix' | 'hover';
  readonly text: string;
  readonly column: number;
}

function expectations(text: string): Expectation[] {
  const found: Expectation[] = [];
  let code = -1;
  for (const [line, content] of text.split('\n').entries()) {
    const caret = /^(\s*#\s*)(\^+) (.*)$/.exec(content);
    if (caret) {
      found.push({ line: code, kind: 'hover', text: caret[3] ?? '', column: (caret[1] ?? '').length });
      continue;
    }
    if (!/^\s*(#|$)/.test(content)) code = line;
    for (const match of content.matchAll(
      /# (->|error:|warning:|information:|note:|fix:) (.*?)(?=\s+# (?:->|error:|warning:|information:|note:|fix:)|$)/g,
    )) {
      const kind = match[1] === '->' ? 'hint' : (match[1] ?? '').slice(0, -1);
      found.push({ line, kind: kind as Expectation['kind'], text: match[2] ?? '', column: 0 });
    }
  }
  return found;
}

describe('fixtures', () => {
  it('are there', () => expect(files.length).toBeGreaterThan(5));
  it.each(files)('%s', async (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const uri = `file:///ws/${file}`;
    const { service } = await startService();
    await service.setDocument({ uri, version: 1, language: 'python', text });
    const lines = new LineIndex(text);
    const wanted = expectations(text);
    const hints = (await service.inlayHints(uri, { start: 0, end: text.length })).map((hint) => ({
      line: lines.lineOf(hint.offset),
      text: hint.label,
    }));
    for (const { line, text: label } of wanted.filter((entry) => entry.kind === 'hint')) {
      expect({ line: line + 1, hints: hints.filter((hint) => hint.line === line).map((hint) => hint.text) }).toEqual({
        line: line + 1,
        hints: [`→ ${label}`],
      });
    }
    const findings = await service.diagnostics(uri);
    const shown = (finding: Finding): string =>
      `${lines.lineOf(finding.range.start) + 1} ${finding.severity === 'hint' ? 'note' : finding.severity}: ${finding.message}`;
    const stated = wanted
      .filter(({ kind }) => ['error', 'warning', 'information', 'note'].includes(kind))
      .map(({ line, kind, text: message }) => `${line + 1} ${kind}: ${message}`);
    expect(findings.map(shown).sort()).toEqual(stated.sort());
    for (const { line, text: title } of wanted.filter((entry) => entry.kind === 'fix')) {
      expect(
        findings
          .filter((finding) => lines.lineOf(finding.range.start) === line)
          .flatMap((finding) => finding.fixes.map((fix) => fix.title)),
      ).toContain(title);
    }
    for (const { line, column, text: part } of wanted.filter((entry) => entry.kind === 'hover')) {
      const hover = await service.hover(uri, lines.lineStart(line) + column);
      expect(hover?.markdown ?? `no hover at line ${line + 1}, column ${column + 1}`).toContain(part);
    }
  });
});
