import { nameOf } from "../../schema/lookup.ts";
import { formatName, sibling } from "../../schema/names.ts";
import { namespaceKeys, type DependPart } from "./keys.ts";

/** Enumerated types. */
export const dependenciesOfTypes: DependPart<
  "createEnum" | "dropEnum" | "renameEnum" | "addEnumValue" | "renameEnumValue" | "changeEnum"
> = {
  createEnum:
    ({ name }) =>
    () => ({ needs: namespaceKeys(name), provides: [enumKey(name)] }),
  dropEnum: (name) => () => ({ releases: namespaceKeys(name), destroys: [enumKey(name)] }),
  renameEnum: (from, to) => () => ({
    destroys: [enumKey(from)],
    provides: [enumKey(formatName(sibling(nameOf(from), to)))],
  }),
  addEnumValue: (name) => () => ({ changes: [enumKey(name)] }),
  renameEnumValue: (name) => () => ({ changes: [enumKey(name)] }),
  changeEnum: (name) => () => ({ changes: [enumKey(name)] }),
};

const enumKey = (name: string): string => `enum:${formatName(nameOf(name))}`;
