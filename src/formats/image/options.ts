// Preprocessing as text: 'resize=256,crop=224,normalise=imagenet'. What is not named stays as the model's preset has it.
import { l10n } from '../../base/l10n';
import type { Interpolation, Preprocessing } from '../../protocol/run';
import { FormatError } from '../errors';
import { NORMALISATIONS } from './presets';

const INTERPOLATIONS: readonly Interpolation[] = ['nearest', 'bilinear', 'bicubic'];

/** Throws FormatError with a sentence that names what is wrong. */
export function changedBy(text: string, preset: Preprocessing): Preprocessing {
  let changed = preset;
  for (const part of text.split(',').map((each) => each.trim()).filter((each) => each !== '')) {
    const [key = '', value = ''] = part.split('=').map((each) => each.trim());
    changed = { ...changed, ...optionOf(key.toLowerCase(), value.toLowerCase(), part) };
  }
  return changed;
}

function optionOf(key: string, value: string, part: string): Partial<Preprocessing> {
  switch (key) {
    case 'resize': return { resize: resizeOf(value, part) };
    case 'crop': return { crop: value === 'none' ? null : sizeOf(value, part) };
    case 'interpolation': {
      const interpolation = INTERPOLATIONS.find((each) => each === value);
      if (interpolation) return { interpolation };
      break;
    }
    case 'normalise': case 'normalize': {
      const known = Object.entries(NORMALISATIONS).find(([name]) => name === value)?.[1];
      if (known) return known;
      break;
    }
    case 'mean': return { mean: numbersOf(value, part) };
    case 'std': return { std: numbersOf(value, part) };
    case 'upright': if (value === 'yes' || value === 'no') return { upright: value === 'yes' };
  }
  throw wrong(part);
}

function resizeOf(value: string, part: string): Preprocessing['resize'] {
  if (value === 'none') return null;
  if (/^\d+$/.test(value)) return { kind: 'shorter', size: Number(value) };
  return { kind: 'exact', ...sizeOf(value, part) };
}

/** 224 or 224x320, height first. */
function sizeOf(value: string, part: string): { readonly height: number; readonly width: number } {
  const [, height, width] = /^(\d+)(?:[x×](\d+))?$/.exec(value) ?? [];
  if (height === undefined) throw wrong(part);
  return { height: Number(height), width: Number(width ?? height) };
}

/** 0.5 or 0.485:0.456:0.406. */
function numbersOf(value: string, part: string): number[] {
  const numbers = value.split(':').map(Number);
  if (value === '' || !numbers.every(Number.isFinite)) throw wrong(part);
  return numbers;
}

const wrong = (part: string): FormatError => new FormatError(l10n.t(
  '"{0}" is no preprocessing; there are resize=256, resize=224x320, resize=none, crop=224, interpolation=bicubic, {1}.', part,
  'normalise=imagenet|0to1|-1to1, mean=0.5:0.5:0.5, std=0.5, upright=no'));
