import { createInterface } from "node:readline/promises";
import { visible } from "../core/visible.ts";
import { brokenOff } from "../core/errors/cli.ts";

/** Where a person is asked, and answers. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Tells by SIGHUP that the terminal was closed. */
  readonly signals?: Pick<NodeJS.EventEmitter, "once" | "off">;
}

/** Ask for a yes or no; anything but a clear yes is no. Throws broken-off. */
export async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  const answer = await ask(terminal, `${visible(question)} [y/N] `);
  return /^\s*y(?:es)?\s*$/iu.test(answer);
}

/** Ask for one of several answers, by number, until one is given. Throws broken-off. */
export async function choose(
  terminal: Terminal,
  question: string,
  answers: readonly string[],
): Promise<number> {
  const list = answers.map((answer, index) => `  ${index + 1}) ${visible(answer)}\n`).join("");
  terminal.output.write(`${visible(question)}\n${list}`);
  for (;;) {
    const number = Number((await ask(terminal, `Which one? [1-${answers.length}] `)).trim());
    if (Number.isInteger(number) && number >= 1 && number <= answers.length) return number - 1;
  }
}

/** One line. Throws broken-off when there will be none: on Ctrl-C, Ctrl-D, or when the terminal is closed. */
async function ask({ input, output, signals }: Terminal, question: string): Promise<string> {
  const reader = createInterface({ input, output });
  let stop = (): void => undefined;
  const ended = new Promise<never>((_answered, breakOff) => {
    stop = () => breakOff(brokenOff());
  });
  // Of an input that has ended already nothing more is heard.
  if (!input.readable) stop();
  reader.once("SIGINT", stop).once("close", stop).on("error", stop);
  signals?.once("SIGHUP", stop);
  try {
    // Node's own failure of a question says no more than that it was closed.
    return await Promise.race([reader.question(question).catch(() => ended), ended]);
  } catch (error) {
    output.write("\n");
    throw error;
  } finally {
    signals?.off("SIGHUP", stop);
    reader.close();
  }
}
