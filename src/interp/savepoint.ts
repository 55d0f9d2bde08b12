// A moment of a run that it can be taken back to: modules that are expensive to evaluate are evaluated once, and what comes
// after them (another model, another revision of the document) starts from the same state each time.
// Boxes come back through the heap's journal; the rest of a run's state is copied here.
import type { GraphMark } from '../graph/build';
import type { Mark } from './heap';
import type { Runtime } from './runtime';
import type { Observations } from './trace';

/** What a run's tables held. */
type Tables = readonly (Map<unknown, unknown> | Set<unknown> | unknown[] | object)[];

export interface Savepoint {
  readonly mark: Mark;
  readonly graph: GraphMark;
  readonly tables: Tables;
  readonly copies: Tables;
  readonly services: ReadonlyMap<string, unknown>;
  readonly observations: Observations;
  readonly parameters: Observations;
}

/** Opens a savepoint. The run is outside of every call and branch. */
export function savepoint(m: Runtime): Savepoint {
  const services = new Map(m.services);
  const tables = [...m.tables(), ...[...services.values()].filter(isTable)];
  return {
    mark: m.heap.mark(), graph: m.graph.mark(), tables, copies: tables.map(copyOf), services,
    observations: m.observations.copy(), parameters: m.parameters.copy(),
  };
}

/** Takes the run back and closes the savepoint. What was made since stays readable for who still holds it. */
export function rewind(m: Runtime, to: Savepoint): void {
  m.heap.undo(to.mark);
  m.graph.rollback(to.graph);
  m.observations = to.observations.copy();
  m.parameters = to.parameters.copy();
  m.nesting = 0;
  m.openClasses = [];
  m.services.clear();
  for (const [key, service] of to.services) m.services.set(key, service);
  for (const [i, table] of to.tables.entries()) restore(table, to.copies[i] ?? {});
}

/** Services are tables or plain records; one of another kind (a WeakMap, an object of a class) is a cache. */
function isTable(service: unknown): service is object {
  if (typeof service !== 'object' || service === null) return false;
  return service instanceof Map || service instanceof Set || Array.isArray(service)
    || Object.getPrototypeOf(service) === Object.prototype;
}

/** Tables of tables are copied as deep as they go. */
function copyOf(table: object): object {
  if (table instanceof Map) return new Map([...table].map(([key, value]) => [key, inner(value)] as const));
  if (table instanceof Set) return new Set(table);
  if (Array.isArray(table)) return [...(table as unknown[])];
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, inner(value)] as const));
}

const inner = (value: unknown): unknown =>
  value instanceof Map || value instanceof Set || Array.isArray(value) ? copyOf(value) : value;

function restore(table: object, copy: object): void {
  if (table instanceof Map && copy instanceof Map) {
    table.clear();
    for (const [key, value] of copy) table.set(key, inner(value));
  } else if (table instanceof Set && copy instanceof Set) {
    table.clear();
    for (const value of copy) table.add(value);
  } else if (Array.isArray(table) && Array.isArray(copy)) {
    table.length = 0;
    for (const value of copy as unknown[]) table.push(value);
  } else {
    for (const [key, value] of Object.entries(copy)) Reflect.set(table, key, inner(value));
  }
}
