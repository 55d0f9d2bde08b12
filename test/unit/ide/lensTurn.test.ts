import { expect, it, vi } from 'vitest';
import type { Allowance } from '../../../src/ide/allowance';
import { LensTurn } from '../../../src/ide/lensTurn';

const allowance = (isSpent: boolean): Allowance => ({ isSpent }) as Allowance;

it('takes up one model at least, and those in sight longer than the others', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(0);
  const turn = new LensTurn(allowance(false));
  now.mockReturnValue(10_000);
  expect([turn.leavesOut(false), turn.hasMore]).toEqual([false, false]);
  now.mockReturnValue(1_000);
  expect([turn.leavesOut(true), turn.hasMore]).toEqual([false, false]);
  expect([turn.leavesOut(false), turn.hasMore]).toEqual([true, true]);
  now.mockReturnValue(2_000);
  expect(turn.leavesOut(true)).toBe(true);
  now.mockRestore();
});

it('takes up one that is not in sight when the allowance is spent, leaves the others, and asks for no further answer', () => {
  const turn = new LensTurn(allowance(true));
  expect([turn.leavesOut(false), turn.leavesOut(false), turn.leavesOut(true), turn.hasMore]).toEqual([false, true, false, false]);
});
