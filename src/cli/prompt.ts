import { createInterface } from "node:readline/promises";

/** Where a person is asked, and answers. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/** Ask for a yes or no; anything but a clear yes is no. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  const answer = await ask(terminal, `${question} [y/N] `);
  return /^\s*y(?:es)?\s*$/iu.test(answer ?? "");
}

/** Ask for one of several answers, by number, until one is given; the first when input ends. */
export async function choose(
  terminal: Terminal,
  question: string,
  answers: readonly string[],
): Promise<number> {
  const list = answers.map((answer, index) => `  ${index + 1}) ${answer}\n`).join("");
  terminal.output.write(`${question}\n${list}`);
  for (;;) {
    const answer = await ask(terminal, `Which one? [1-${answers.length}] `);
    if (answer === null) return 0;
    const number = Number(answer.trim());
    if (Number.isInteger(number) && number >= 1 && number <= answers.length) return number - 1;
  }
}

/** One line, or null when the input ends. */
async function ask({ input, output }: Terminal, question: string): Promise<string | null> {
  const reader = createInterface({ input, output });
  try {
    const ended = new Promise<null>((resolve) => reader.once("close", () => resolve(null)));
    return await Promise.race([reader.question(question), ended]);
  } finally {
    reader.close();
  }
}
