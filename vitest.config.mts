import { defineConfig } from 'vitest/config';

/** Whole models: minutes. */
const TRUTH = ['test/truth/**/*.test.ts', 'test/engine/models.test.ts'];
const ELSEWHERE = ['test/vscode/**', 'test/e2e/**', 'node_modules/**'];
const project = (name: string, files: { include: string[]; exclude: string[] }) => ({
  extends: true as const, test: { name, ...files, pool: 'threads' as const, isolate: false, testTimeout: 60_000 },
});

export default defineConfig({
  // `import './x'` finds x.node.ts, as in the bundles for Node.
  resolve: { extensions: ['.node.ts', '.ts', '.mts', '.js', '.mjs', '.json'] },
  test: {
    maxWorkers: 2,
    reporters: ['default', './tools/vitestCounts.mjs'],
    // `quick` is what every change waits for (`npm run check`); `truth` goes through all of the recorded models.
    projects: [
      project('quick', { include: ['test/**/*.test.ts'], exclude: [...ELSEWHERE, ...TRUTH] }),
      project('truth', { include: TRUTH, exclude: ELSEWHERE }),
    ],
  },
});
