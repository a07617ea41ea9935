/** What a bench client asks, and what the scripted model answers to exactly that. */
export interface Question {
  /** Differs between all streams, so that no two answers are alike. */
  label: string;
  tokens: number;
  tokensPerSecond: number;
}

/** How long the scripted model thinks; part of every time to first token. */
export const firstTokenMs = 50;

export function formatQuestion({ label, tokens, tokensPerSecond }: Question): string {
  return `Bench ${label}: ${tokens} tokens at ${tokensPerSecond}/s`;
}

export function parseQuestion(text: string): Question | undefined {
  const found = /^Bench (\S+): (\d+) tokens at (\d+)\/s$/.exec(text);
  const [, label, tokens, tokensPerSecond] = found ?? [];
  return label === undefined
    ? undefined
    : { label, tokens: Number(tokens), tokensPerSecond: Number(tokensPerSecond) };
}

export function answerTokens({ label, tokens }: Question): string[] {
  return Array.from({ length: tokens }, (_, index) => ` ${label}.${index}`);
}
