// How a summary of ours is held against a record of PyTorch's (tools/truth.py): shared by compare.mjs and coverage.mjs.

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** The shapes of an output's tensors in its structure; a namedtuple is the tuple of its items. */
function outputShapes(value) {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(outputShapes);
  if ('shape' in value && 'dtype' in value) return value.shape;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, outputShapes(item)]));
}
const unnamed = (value) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.values(value) : value);
function sameOutput(truth, mine) {
  return same(truth, mine) || (Array.isArray(truth) && same(truth, unnamed(mine)));
}

/** Fields of a leaf call, in the order in which a difference is told. */
const FIELDS = ['path', 'type', 'inputs', 'output', 'parameters', 'macs', 'call', 'constructed'];
/** The expression of a target stands in no file. */
const placeOf = (site) => (site?.startsWith('<entry>') ? null : site);
const isSite = (field) => field === 'call' || field === 'constructed';

/**
 * `{kind: 'runs', ok, checks, first}`: what agrees, and the first difference as a sentence; `kind: 'raises'` where PyTorch
 * raises and `kind: 'failed'` where ours gave no summary.
 */
export function compareRecord(truth, mine) {
  if (truth.error) return compareRaised(truth, mine);
  if (mine.error) return { kind: 'failed', ok: false, checks: {}, first: mine.error };
  const checks = {
    parameters: same(truth.parameters, mine.parameters),
    trainable: same(truth.trainable, mine.trainable),
    buffers: same(truth.buffers, mine.buffers),
    output: sameOutput(truth.output, outputShapes(mine.output)),
    macs: same(truth.macs, mine.macs),
    layers: truth.layers.length === mine.layers.length,
    sites: true,
  };
  let first = '';
  for (let i = 0; i < Math.max(truth.layers.length, mine.layers.length); i++) {
    const [a, b] = [truth.layers[i], mine.layers[i]];
    const field = differingField(a, b);
    if (!field) continue;
    if (isSite(field)) checks.sites = false;
    else checks.layers = false;
    first ||= `layer ${i} ${a?.path ?? b?.path}: ${field} ${JSON.stringify(a?.[field] ?? a?.type)} but ours ${JSON.stringify(b?.[field] ?? b?.type)}`;
  }
  const wrong = Object.entries(checks).filter(([, value]) => !value).map(([name]) => name);
  const ok = wrong.length === 0;
  const gap = mine.gaps?.[0] ? ` gap ${mine.gaps[0].site}: ${mine.gaps[0].message}` : '';
  const raise = mine.raises?.[0] ? ` raises ${mine.raises[0].site}: ${mine.raises[0].type}: ${mine.raises[0].message}` : '';
  return { kind: 'runs', ok, checks, first: ok ? '' : `${wrong.join(', ')}${raise}${gap}; ${first}` };
}

function differingField(a, b) {
  if (!a || !b) return 'missing';
  return FIELDS.find((field) => {
    // The recorder has no path for a module that forward makes, and the model itself is called by the recorder.
    if (field === 'path' && a.path === null) return false;
    if (isSite(field) && a.path === '') return false;
    return !same(a[field], isSite(field) ? placeOf(b[field]) : b[field]);
  });
}

function compareRaised(truth, mine) {
  const text = truth.error.replace(/^\w+: /, '');
  const agrees = mine.error ? mine.error.includes(text) : mine.raises?.some((raised) => truth.error === `${raised.type}: ${raised.message}`);
  return { kind: 'raises', ok: Boolean(agrees), checks: {}, first: agrees ? '' : `PyTorch: ${truth.error}; ours: ${mine.error ?? JSON.stringify(mine.raises)}` };
}
