// What is done to an image before the model gets it, as torchvision's transforms would: shown, and changed.
import type { Interpolation, Preprocessing } from '../../src/protocol/run';
import type { RunTexts } from '../../src/protocol/runPanel';
import { element } from '../lib/element';
import { action, checkbox, labelled, numberField, select } from './controls';

/** Mean and deviation by channel, after pixels are 0 to 1. */
const NORMALISATIONS = {
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  zeroOne: { mean: [0], std: [1] },
  minusOneOne: { mean: [0.5], std: [0.5] },
} as const;
type Normalisation = keyof typeof NORMALISATIONS | 'custom';
type Set = (change: Partial<Preprocessing>) => void;

export interface Used { readonly preprocessing: Preprocessing; readonly preset: string }

export class PreprocessingEditor {
  readonly root = element('details', { class: 'preprocessing', hidden: true });

  constructor(private readonly texts: RunTexts, private readonly change: (preprocessing: Preprocessing | null) => void) {}

  /** `own`: what the user has set; `used`: what the last run did. Nothing is shown before there is either. */
  show(own: Preprocessing | null, used: Used | null): void {
    const { texts } = this;
    const now = own ?? used?.preprocessing ?? null;
    this.root.hidden = now === null;
    if (!now) return;
    const set: Set = (change) => { this.change({ ...now, ...change }); };
    const focused = this.root.contains(document.activeElement) ? document.activeElement?.getAttribute('aria-label') : null;
    this.root.replaceChildren(element('summary', {}, texts.preprocessing, ' ', element('span', { class: 'quiet' }, own
      ? texts.custom : used?.preset || texts.automatic)),
      element('div', { class: 'form' }, ...this.sizeFields(now, set), ...this.valueFields(now, set),
        action(texts.automatic, () => { this.change(null); }, { name: 'automatic' })));
    // Whoever goes from field to field goes on there.
    if (focused) [...this.root.querySelectorAll<HTMLElement>('input, select')].find((each) =>
      each.getAttribute('aria-label') === focused)?.focus();
  }

  private sizeFields({ resize, crop, interpolation }: Preprocessing, set: Set): HTMLElement[] {
    const { texts } = this;
    const kind = resize?.kind ?? 'none';
    const fields = [labelled(texts.resize, select(texts.resize, [{ value: 'none', label: texts.noResize }, { value: 'shorter',
      label: texts.shorter }, { value: 'exact', label: texts.exact }], kind, (value) => {
      set({ resize: value === 'none' ? null : value === 'shorter' ? { kind: 'shorter', size: crop?.height ?? 256 }
        : { kind: 'exact', height: crop?.height ?? 224, width: crop?.width ?? 224 } });
    }, 'resize'))];
    const pair = (name: string, height: number, width: number, change: (height: number, width: number) => void): HTMLElement =>
      element('span', { class: 'pair' }, numberField(`${name}: ${texts.row}`, height, (value) => { change(Math.round(value),
        width); }, { min: 1 }), '×',
        numberField(`${name}: ${texts.column}`, width, (value) => { change(height, Math.round(value)); }, { min: 1 }));
    if (resize?.kind === 'shorter') fields.push(labelled(texts.shorter, numberField(texts.shorter, resize.size, (size) =>
      { set({ resize: { kind: 'shorter', size: Math.round(size) } }); }, { min: 1 })));
    if (resize?.kind === 'exact') fields.push(pair(texts.resize, resize.height, resize.width, (height, width) =>
      { set({ resize: { kind: 'exact', height, width } }); }));
    fields.push(checkbox(texts.crop, crop !== null, (isCropped) => { set({ crop: isCropped ? { height: 224, width: 224 }
      : null }); }));
    if (crop) fields.push(pair(texts.crop, crop.height, crop.width, (height, width) => { set({ crop: { height, width } }); }));
    const ways: readonly Interpolation[] = ['bilinear', 'bicubic', 'nearest'];
    fields.push(labelled(texts.interpolation, select(texts.interpolation, ways.map((way) => ({ value: way, label: way })),
      interpolation, (value) => { set({ interpolation: ways.find((way) => way === value) ?? 'bilinear' }); })));
    return fields;
  }

  private valueFields(now: Preprocessing, set: Set): HTMLElement[] {
    const { texts } = this;
    const channels = now.mode === 'grey' ? 1 : 3;
    const spread = (list: readonly number[]): number[] => Array.from({ length: channels }, (_, i) => list[list.length === 1
      ? 0 : i] ?? 0);
    const same = (a: readonly number[], b: readonly number[]): boolean => a.every((value, i) => value === b[b.length === 1 ? 0
      : i]);
    const names = ['imagenet', 'zeroOne', 'minusOneOne'] as const;
    const kind: Normalisation = names.find((name) =>
      same(now.mean, NORMALISATIONS[name].mean) && same(now.std, NORMALISATIONS[name].std)) ?? 'custom';
    const list = (name: string, values: readonly number[], change: (values: number[]) => void): HTMLElement => {
      const field = element('input', { type: 'text', value: values.join(', '), 'aria-label': name, size: 18 });
      field.addEventListener('change', () => {
        const given = numbersIn(field.value);
        if (given?.length === channels) change(given);
        else field.value = values.join(', ');
      });
      return labelled(name, field);
    };
    return [
      labelled(texts.mode, select(texts.mode, [{ value: 'rgb', label: texts.rgb }, { value: 'grey', label: texts.grey }],
        now.mode, (mode) => {
        set(mode === 'grey' ? { mode: 'grey', mean: [now.mean[0] ?? 0], std: [now.std[0] ?? 1] }
          : { mode: 'rgb', mean: [0, 1, 2].map((i) => now.mean[i] ?? now.mean[0] ?? 0), std: [0, 1, 2].map((i) =>
            now.std[i] ?? now.std[0] ?? 1) });
      })),
      labelled(texts.normalise, select(texts.normalise, [...names, 'custom' as const].map((value) => (
        { value, label: texts[value], disabled: value === 'custom' && kind !== 'custom' })), kind, (value) => {
        const chosen = names.find((name) => name === value);
        if (chosen) set({ mean: spread(NORMALISATIONS[chosen].mean), std: spread(NORMALISATIONS[chosen].std) });
      })),
      list(texts.mean, now.mean, (mean) => { set({ mean }); }), list(texts.std, now.std, (std) => { set({ std }); }),
      checkbox(texts.upright, now.upright, (upright) => { set({ upright }); }),
    ];
  }
}

/** '0.5, 0.5' and '1 2 3'; null when something there is no number. */
export function numbersIn(text: string): number[] | null {
  const given = text.split(/[\s,;]+/).filter(Boolean).map((part) => Number(part.replaceAll('−', '-')));
  return given.length > 0 && given.every(Number.isFinite) ? given : null;
}
