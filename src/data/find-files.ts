import { existsSync, readdirSync, statSync } from "node:fs";
import { join, parse } from "node:path";

/**
 * The files that an absolute path means: the file itself, the JSON files of a folder, or what a glob finds.
 *
 * They come in a fixed order and can be walked again. Unless a glob is of any depth (`**`), the names of one
 * folder are all that is held in memory.
 */
export async function findFiles(path: string): Promise<Iterable<string>> {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return [path];
    return again(() => jsonFiles(path));
  }
  const { folder, rest } = known(path);
  if (!/[*?{[]/u.test(rest)) return [];
  const { globSync } = await import("tinyglobby");
  const found = (pattern: string, cwd: string, onlyDirectories: boolean): readonly string[] =>
    globSync(pattern, { cwd, absolute: true, expandDirectories: false, onlyDirectories }).sort();
  const cut = lastSlash(rest);
  if (cut === -1) return again(() => found(rest, folder, false).values());
  return again(function* () {
    for (const each of found(rest.slice(0, cut), folder, true))
      yield* found(rest.slice(cut + 1), each, false);
  });
}

/** Whether a walk finds no file. */
export function isEmpty(files: Iterable<string>): boolean {
  return files[Symbol.iterator]().next().done === true;
}

function again(walk: () => Iterator<string>): Iterable<string> {
  return { [Symbol.iterator]: walk };
}

function* jsonFiles(folder: string): Generator<string> {
  // Hidden files are left out as by a glob: they are what an editor or a file system adds to a folder.
  for (const name of readdirSync(folder).sort())
    if (name.endsWith(".json") && !name.startsWith(".")) yield join(folder, name);
}

/** How far a path exists, and the rest of it: only what does not exist can be a glob, whatever letters folders have. */
function known(path: string): { readonly folder: string; readonly rest: string } {
  const { root } = parse(path);
  const names = path.slice(root.length).split(/[\\/]/u);
  let folder = root;
  while (names.length > 1 && existsSync(join(folder, names[0] ?? "")))
    folder = join(folder, names.shift() ?? "");
  return { folder, rest: names.join("/") };
}

/** Where the last name of a glob begins; -1 for one that cannot be cut: of any depth, or with a slash within braces. */
function lastSlash(glob: string): number {
  return /\*\*|[{(][^})]*\//u.test(glob) ? -1 : glob.lastIndexOf("/");
}
