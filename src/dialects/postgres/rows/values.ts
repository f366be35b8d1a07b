import { tagged, taggedBytes, tagOf } from "../../tags.ts";
import { readArray, type ArrayText } from "./arrays.ts";
import type { ColumnKind, Kind } from "./kinds.ts";

/** The text of a value as JavaScript has it: what it has no word for stays text. */
export function valueOf(text: string, { kind, list, delimiter }: ColumnKind): unknown {
  if (!list) return plain(text, kind);
  const items = readArray(text, delimiter);
  const all = (each: ArrayText): unknown[] =>
    each.map((item) => (typeof item === "string" ? plain(item, kind) : item === null ? null : all(item)));
  return items === null ? text : all(items);
}

/** The text of a value as JSON from which exactly this value is read again. */
export function jsonOf(text: string, { kind, list, delimiter }: ColumnKind): string {
  if (!list) return exact(text, kind, false);
  const items = readArray(text, delimiter);
  const all = (each: ArrayText): string =>
    `[${each.map((item) => (typeof item === "string" ? exact(item, kind, true) : item === null ? "null" : all(item))).join(",")}]`;
  return items === null ? JSON.stringify(text) : all(items);
}

function plain(text: string, kind: Kind): unknown {
  if (kind === "boolean") return text.startsWith("t");
  if (kind === "number") return numberOf(text) ?? text;
  if (kind === "json" || kind === "jsonb") return JSON.parse(text) as unknown;
  return kind === "bytes" ? bytesOf(text) : text;
}

function exact(text: string, kind: Kind, inList: boolean): string {
  if (kind === "boolean") return text.startsWith("t") ? "true" : "false";
  if (kind === "number") return jsonNumber.test(text) ? text : JSON.stringify(text);
  if (kind === "bytes") return taggedBytes(bytesOf(text));
  if (kind !== "json" && kind !== "jsonb") return JSON.stringify(text);
  return asDocument(text, kind, inList) ?? tagged("$text", text);
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/u;

function numberOf(text: string): number | null {
  if (jsonNumber.test(text) || /^-?Infinity$|^NaN$/u.test(text)) return Number(text);
  return null;
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text.slice(2), "hex");
}

/**
 * A document as it is written in JSON; null for one that would be read as another: as NULL, as a tag, as more
 * elements of the list that it is in, or with other digits. Of `json` the server keeps every character.
 */
function asDocument(text: string, kind: "json" | "jsonb", inList: boolean): string | null {
  const value = JSON.parse(text) as unknown;
  if (value === null || tagOf(value) !== null || (inList && Array.isArray(value))) return null;
  const again = JSON.stringify(value);
  return again === text || (kind === "jsonb" && numbersStay(text)) ? again : null;
}

/** Whether every number of a document is the same after JavaScript has read it. */
function numbersStay(document: string): boolean {
  let from = 0;
  for (;;) {
    const quote = document.indexOf('"', from);
    const between = document.slice(from, quote === -1 ? document.length : quote);
    for (const [number] of between.matchAll(/-?\d[\d.eE+-]*/gu))
      if (String(Number(number)) !== number) return false;
    if (quote === -1) return true;
    from = endOfString(document, quote);
  }
}

function endOfString(document: string, quote: number): number {
  let close = document.indexOf('"', quote + 1);
  while (close !== -1 && backslashesBefore(document, close) % 2 === 1)
    close = document.indexOf('"', close + 1);
  return close === -1 ? document.length : close + 1;
}

function backslashesBefore(text: string, at: number): number {
  let count = 0;
  while (text[at - count - 1] === "\\") count += 1;
  return count;
}
