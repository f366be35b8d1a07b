import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { effectOnCopy } from "../core/errors/run.ts";

/**
 * Call a body that runs on a copy, or whose calls are only recorded: nothing but databases is changed meanwhile. What
 * it deletes and the folders it makes are passed over; what it writes, starts or sends ends with effect-on-copy.
 */
export async function withoutSideEffects<T>(work: () => Promise<T> | T): Promise<T> {
  return watched(null, work);
}

/** Call a body, and tell when it is about to change something other than the database. */
export async function noticingSideEffects<T>(notice: () => void, work: () => Promise<T> | T): Promise<T> {
  return watched(notice, work);
}

/** Keep over many bodies what it takes to watch one: to put it there and to take it away again takes longer than most of them. */
export async function readyToWatch<T>(work: () => Promise<T>): Promise<T> {
  const release = guarding();
  try {
    return await work();
  } finally {
    release();
  }
}

function watched<T>(notice: Watching["notice"], work: () => Promise<T> | T): Promise<T> {
  return readyToWatch(() => watching.run({ notice }, async () => work()));
}

/** What becomes of side effects: somebody is told, or they are kept from happening where nobody is. */
interface Watching {
  readonly notice: (() => void) | null;
}

/** Only a body, and what it calls, is watched; the application around it goes on. */
const watching = new AsyncLocalStorage<Watching>();

type Callable = (...args: unknown[]) => unknown;
type Module = Record<string, unknown>;

let users = 0;
let restore: () => void = () => undefined;

/** The functions are those of the runtime as long as nobody is at it: an application may have its own ideas of them. */
function guarding(): () => void {
  users += 1;
  if (users === 1) restore = replaceAll();
  return () => {
    users -= 1;
    if (users === 0) restore();
  };
}

function replaceAll(): () => void {
  const undo: (() => void)[] = [];
  const replace = (module: Module, name: string, instead: (original: Callable) => Callable): void => {
    const original = module[name];
    if (typeof original !== "function") return;
    const kept = instead(original as Callable);
    const replaced = Object.assign(function (this: unknown, ...args: unknown[]): unknown {
      const watch = watching.getStore();
      watch?.notice?.();
      return (watch?.notice === null ? kept : (original as Callable)).apply(this, args);
    }, original);
    module[name] = replaced;
    // Somebody else may have put something over it since.
    undo.push(() => void (module[name] === replaced && (module[name] = original)));
  };
  // What `import` gives cannot be changed; what `require` gives is what it is made from.
  const required = createRequire(import.meta.url) as (name: string) => Module;
  const files = required("node:fs");
  const promises = required("node:fs/promises");
  for (const name of passedOver) {
    replace(files, name, () => passOver);
    replace(files, `${name}Sync`, () => () => undefined);
    replace(promises, name, () => async () => undefined);
  }
  for (const name of writing) {
    for (const each of [name, `${name}Sync`]) replace(files, each, () => refuse(`fs.${each}`));
    replace(promises, name, () => async () => refuse(`fs.${name}`)());
  }
  for (const name of ["open", "openSync"])
    replace(files, name, (original) => onlyToRead(`fs.${name}`, original));
  replace(
    promises,
    "open",
    (original) =>
      async (...args) =>
        onlyToRead("fs.open", original)(...args),
  );
  for (const [module, names] of sending)
    for (const name of names) replace(required(`node:${module}`), name, () => refuse(`${module}.${name}`));
  replace(globalThis, "fetch", () => async () => refuse("fetch")());
  syncBuiltinESMExports();
  return () => {
    for (const each of undo) each();
    syncBuiltinESMExports();
  };
}

const passedOver = ["rm", "rmdir", "unlink", "mkdir"];
const writing = [
  "writeFile",
  "appendFile",
  "copyFile",
  "cp",
  "rename",
  "truncate",
  "symlink",
  "link",
  "mkdtemp",
  "createWriteStream",
];
const sending: readonly (readonly [module: string, names: readonly string[]])[] = [
  ["child_process", ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"]],
  ["http", ["request", "get"]],
  ["https", ["request", "get"]],
];

function passOver(...args: unknown[]): void {
  const last = args.at(-1);
  if (typeof last === "function") setImmediate(() => (last as Callable)(null));
}

function refuse(name: string): () => never {
  return () => {
    throw effectOnCopy({ call: name });
  };
}

function onlyToRead(name: string, original: Callable): Callable {
  return (...args) => {
    const [, flags] = args;
    const reads = flags === undefined || flags === "r" || flags === "rs" || flags === 0;
    return reads || typeof flags === "function" || typeof flags === "object"
      ? original(...args)
      : refuse(name)();
  };
}
