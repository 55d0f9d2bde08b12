// npm run test:update: rewrites expectations in place (fixtures, snapshots, the package's file list). The diff is the review.
import { ensurePackages, run } from './setup.mjs';

ensurePackages();
const units = run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--update'], { UPDATE_FIXTURES: '1' });
const list = run(process.execPath, ['tools/package.mjs', '--update']);
process.exit(units || list);
