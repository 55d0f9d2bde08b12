// Libraries that stand in when no source file is found.
// A stand-in has the names that model code uses; everything else of it is unknown.
import type { NativeModule } from '../machine';
import { BASICSR } from './basicsr';
import { CONFIGURATIONS } from './configurations';
import { D2L } from './d2l';
import { EINOPS } from './einops';
import { LIGHTNING } from './lightning';
import { OPENMMLAB } from './openmmlab';
import { PILLOW } from './pillow';
import { PROGRESS } from './progress';
import { SUMMARIES } from './summaries';
import { TIMM } from './timm/index';
import { TORCHVISION } from './torchvision/index';
import { VERSION_LIBRARIES } from './versions';

export const FALLBACKS: ReadonlyMap<string, NativeModule> = new Map([
  ...BASICSR, ...CONFIGURATIONS, ...D2L, ...LIGHTNING, ...EINOPS, ...OPENMMLAB, ...PILLOW, ...PROGRESS, ...SUMMARIES,
  ...TIMM, ...TORCHVISION, ...VERSION_LIBRARIES]);
