// What a piece of advice is: a rule over one finished trace. Advice is never an error: the model runs.
import type { Site } from '../base/source';
import type { ModelTrace } from '../frontends/pytorch';

export interface Advice {
  readonly rule: string;
  readonly site: Site;
  /** English, with {0}, {1} for `values`: translated where it is shown. */
  readonly message: string;
  readonly values: readonly (string | number)[];
}

export interface Rule {
  /** 'unused-module': its name in settings, in `# convlens: ignore=...` and in docs/diagnostics.md. */
  readonly code: string;
  /** One sentence: what it finds and why it matters. */
  readonly doc: string;
  check(trace: ModelTrace): readonly Advice[];
}
