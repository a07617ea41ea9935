import { once } from "node:events";
import { v7 as newId } from "uuid";
import { WebSocket } from "ws";
import type { ServerFrame } from "#app/protocol/frames.ts";
import { answerTokens, formatQuestion, type Question } from "./question.ts";
import type { StreamTimes } from "./stream-job.ts";

const patienceMs = 60_000;

export interface StreamOutcome {
  times: StreamTimes;
  text: string;
  problems: string[];
}

/** One person with one tab who asks one question, and checks every frame of the answer. */
export class ClientStream {
  readonly conversationId: string;
  readonly #socket: WebSocket;
  readonly #question: Question;

  private constructor(socket: WebSocket, question: Question, conversationId: string) {
    this.#socket = socket;
    this.#question = question;
    this.conversationId = conversationId;
  }

  static async connect(
    url: string,
    user: string,
    question: Question,
    conversationId: string,
  ): Promise<ClientStream> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/chat`, {
      headers: { "X-Forwarded-User": user },
      perMessageDeflate: false,
    });
    await once(socket, "open");
    return new ClientStream(socket, question, conversationId);
  }

  ask(): Promise<StreamOutcome> {
    const frame = { type: "message.send", id: newId(), conversationId: this.conversationId };
    const check = new AnswerCheck(this.#question);
    return new Promise((resolve) => {
      const end = (problem?: string) => {
        clearTimeout(timer);
        this.#socket.close();
        resolve(check.outcome(problem));
      };
      const timer = setTimeout(() => end(`no end within ${patienceMs} ms`), patienceMs);
      this.#socket.on("close", () => end("the socket was closed"));
      this.#socket.on("message", (data: Buffer) => {
        if (check.receive(JSON.parse(data.toString()) as ServerFrame)) end();
      });
      check.start();
      this.#socket.send(JSON.stringify({ ...frame, content: formatQuestion(this.#question) }));
    });
  }
}

class AnswerCheck {
  readonly #expected: string;
  readonly #problems: string[] = [];
  readonly #label: string;
  #sentAt = 0;
  #acceptedMs: number | null = null;
  #firstTokenMs: number | null = null;
  #totalMs: number | null = null;
  #frames = 0;
  #lastSeq = 0;
  #text = "";

  constructor(question: Question) {
    this.#label = question.label;
    this.#expected = answerTokens(question).join("");
  }

  start(): void {
    this.#sentAt = performance.now();
  }

  /** @returns whether the answer is over */
  receive(frame: ServerFrame): boolean {
    const elapsedMs = performance.now() - this.#sentAt;
    if (frame.type === "message.accepted") this.#acceptedMs = elapsedMs;
    if (frame.type === "error") this.#problems.push(`error ${frame.code}`);
    if (frame.type === "generation.delta") {
      if (this.#frames === 0) this.#firstTokenMs = elapsedMs;
      this.#frames += 1;
      if (frame.seq !== this.#lastSeq + 1) this.#problems.push(`seq ${frame.seq} after ${this.#lastSeq}`);
      this.#lastSeq = frame.seq;
      this.#text += frame.text ?? "";
    }
    if (frame.type === "generation.finished") {
      this.#totalMs = elapsedMs;
      const { status, content } = frame.message;
      if (status !== "complete") this.#problems.push(`the answer is ${status}`);
      if (content !== this.#expected) this.#problems.push("the final message is not what the model said");
    }
    return frame.type === "generation.finished" || frame.type === "error";
  }

  outcome(problem: string | undefined): StreamOutcome {
    if (problem !== undefined && this.#totalMs === null) this.#problems.push(problem);
    if (this.#text !== this.#expected) this.#problems.push("the streamed text is not what the model said");
    return {
      times: {
        acceptedMs: this.#acceptedMs,
        firstTokenMs: this.#firstTokenMs,
        totalMs: this.#totalMs,
        frames: this.#frames,
      },
      text: this.#text,
      problems: this.#problems.map((text) => `${this.#label}: ${text}`),
    };
  }
}
