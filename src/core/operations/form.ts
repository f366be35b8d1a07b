/** Says what is wrong with a value that stands at `place`, or null; an empty place is the whole first argument. */
export type Form = (value: unknown, place: string) => string | null;

/** Whatever is given. */
export const anything: Form = () => null;

/** Text, which may be empty. */
export const text: Form = (value, place) =>
  typeof value === "string" ? null : wrong(value, place, "text in quotes");

/** Text that names something. */
export const name: Form = (value, place) =>
  typeof value === "string" && value !== "" ? null : wrong(value, place, "a name");

/** true or false. */
export const flag: Form = (value, place) =>
  typeof value === "boolean" ? null : wrong(value, place, "true or false");

/** A number. */
export const number: Form = (value, place) =>
  typeof value === "number" ? null : wrong(value, place, "a number");

/** One of some words. */
export function oneOf(...words: readonly string[]): Form {
  return (value, place) =>
    words.some((word) => word === value)
      ? null
      : wrong(value, place, `one of ${words.map((word) => JSON.stringify(word)).join(", ")}`);
}

/** What may be left out, or said to be null. */
export function maybe(form: Form): Form {
  return (value, place) => (value === undefined || value === null ? null : form(value, place));
}

/** What must be given, if only as null. */
export function orNull(form: Form): Form {
  return (value, place) => (value === null ? null : form(value, place));
}

/** A list of such values. */
export function listOf(form: Form): Form {
  return (value, place) =>
    Array.isArray(value)
      ? (value.map((each, at) => form(each, `${place}[${at}]`)).find((each) => each !== null) ?? null)
      : wrong(value, place, "a list");
}

/** An object with such values, whatever its keys. */
export function eachOf(form: Form): Form {
  return (value, place) =>
    isObject(value)
      ? (Object.entries(value)
          .map(([key, each]) => form(each, within(place, key)))
          .find((each) => each !== null) ?? null)
      : wrong(value, place, "an object");
}

/** A value of the first kind, or else of the second. */
export function either(first: Form, second: Form): Form {
  return (value, place) => {
    const problem = first(value, place);
    return problem === null
      ? null
      : isObject(value) || typeof value === "string"
        ? second(value, place)
        : problem;
  };
}

/** A form for every key of a type; the compiler asks for all of them. */
export type Keys<T> = { readonly [K in keyof T]-?: Form };

/** An object with these keys and no others. */
export function object<T>(forms: Keys<T>): Form {
  const known: readonly (readonly [string, Form])[] = Object.entries(forms);
  return (value, place) => {
    if (!isObject(value)) return wrong(value, place, "an object");
    const strange = Object.keys(value).find((key) => !Object.hasOwn(forms, key));
    if (strange !== undefined && value[strange] !== undefined)
      return `${within(place, strange)} is nothing that it knows (${known.map(([key]) => key).join(", ")})`;
    for (const [key, form] of known) {
      const problem = form(value[key], within(place, key));
      if (problem !== null) return problem;
    }
    return null;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function within(place: string, key: string): string {
  return place === "" ? key : `${place}.${key}`;
}

function wrong(value: unknown, place: string, wanted: string): string {
  const where = place === "" ? "the first argument" : place;
  return value === undefined ? `${where} is missing` : `${where} is ${said(value)}, not ${wanted}`;
}

function said(value: unknown): string {
  const json = typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? typeof value);
  return json.length > 60 ? `${json.slice(0, 59)}…` : json;
}
