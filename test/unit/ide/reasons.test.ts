// Sentences from far away in the reader's language: with names in them, and with none.
import { afterEach, describe, expect, it } from 'vitest';
import { setBundle } from '../../../src/base/l10n';
import { reasonText } from '../../../src/ide/reasons';

afterEach(() => { setBundle({}); });

describe('reasonText', () => {
  it('fills names into the translated sentence', () => {
    setBundle({ "No module named '{0}'": '没有名为 {0} 的模块', '{0} is not modelled': '未对 {0} 建模', 'strides are not tracked': '未跟踪步幅' });
    expect(reasonText("No module named 'timm.models'")).toBe('没有名为 timm.models 的模块');
    expect(reasonText('torch.fft.rfft is not modelled')).toBe('未对 torch.fft.rfft 建模');
    expect(reasonText('strides are not tracked')).toBe('未跟踪步幅');
  });

  it('leaves what it does not know as it is', () => expect(reasonText('something else (x)')).toBe('something else (x)'));
});
