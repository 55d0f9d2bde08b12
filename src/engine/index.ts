// The engine's public face: load a plan and weights, run, read maps. docs/engine.md tells how to use it alone.
export { Session, memoryFigures, type MemoryFigures, type PausedRunOptions, type ReferenceKernel, type RunOptions, type RunResult,
  type SessionOptions, type TensorData } from './session';
export { type Compile } from './modules';
export { EngineError, type EngineErrorCode } from './errors';
export { detectFeatures, type Features } from './features';
export { runThread, type StartThreads, type ThreadStart, type Threads } from './team';
export { type StoredWeight, type Weights, type WeightTensor } from './weights';
export { initialise, type Initialised, type InitialiseOptions } from './init/initialise';
