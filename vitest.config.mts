import { defineConfig } from 'vitest/config';

export default defineConfig({
  // `import './x'` finds x.node.ts, as in the bundles for Node.
  resolve: { extensions: ['.node.ts', '.ts', '.mts', '.js', '.mjs', '.json'] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/vscode/**', 'test/e2e/**', 'node_modules/**'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    reporters: ['default', './tools/vitestCounts.mjs'],
  },
});
