import type { BranchesResult } from "../../commands/branches.ts";
import type { Style } from "../colour.ts";
import { printEntries, printLine } from "./entry.ts";

/** Each branch point with the revisions it branches into, aligned below its id. */
export function printBranches({ branches }: BranchesResult, style: Style, verbose: boolean): string {
  return branches
    .map(({ branchpoint, children }) => {
      const head = verbose ? printEntries([branchpoint], style) : `${printLine(branchpoint, style)}\n`;
      const indent = " ".repeat(branchpoint.revision.length);
      return head + children.map((child) => `${indent} -> ${printLine(child, style)}\n`).join("");
    })
    .join("");
}
