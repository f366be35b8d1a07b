/** A step as logs and scripts name it: `Running upgrade a -> b, message`; nothing stands where there is base. */
export function runningLine(step: {
  readonly direction: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly message: string;
}): string {
  const message = step.message.replaceAll(/\s*[\n\r\u2028\u2029]\s*/gu, " ").trim();
  return `Running ${step.direction} ${step.from.join(", ")} -> ${step.to.join(", ")}${message === "" ? "" : `, ${message}`}`;
}
