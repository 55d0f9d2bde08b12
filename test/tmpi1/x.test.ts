import { test } from 'vitest';
import { readFileSync } from 'node:fs';
import { run } from '/work/main/test/unit/interp/running';
test('x', () => {
  const r = run(readFileSync('/tmp/p.py','utf8'));
  console.log(r.out); console.log(r.raised, r.gaps);
});
