import fc from "fast-check";
import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "#app/protocol/resources.ts";
import {
  spawnChatbot,
  type SpawnedChatbot,
  type SpawnedChatbotOptions,
} from "#tests/support/spawn-chatbot.ts";
import type { Balancer } from "./balancer.ts";
import { askFor } from "./recitation.ts";
import { createStorage, Tab } from "./tab.ts";

/** Processes behind a balancer, of which one at a time may be killed and replaced. */
export class Fleet {
  kills = 0;
  readonly #processes: SpawnedChatbot[];
  readonly #balancer: Balancer;
  readonly #options: SpawnedChatbotOptions;
  #replacing: Promise<void> | undefined;

  constructor(processes: SpawnedChatbot[], balancer: Balancer, options: SpawnedChatbotOptions) {
    this.#processes = processes;
    this.#balancer = balancer;
    this.#options = options;
  }

  get urls(): string[] {
    return this.#processes.map(({ url }) => url);
  }

  /** Resolves at once; does nothing while another process is being replaced. */
  kill(index: number): void {
    const victim = this.#processes[index % this.#processes.length];
    if (this.#replacing || !victim) return;
    this.#replacing = this.#replace(victim).finally(() => (this.#replacing = undefined));
  }

  /** Resolves when all processes are there. */
  async whole(): Promise<void> {
    await this.#replacing;
  }

  async #replace(victim: SpawnedChatbot): Promise<void> {
    this.kills += 1;
    victim.kill("SIGKILL");
    this.#processes.splice(this.#processes.indexOf(victim), 1);
    this.#balancer.sendTo(this.urls);
    await victim.exited;
    this.#processes.push(await spawnChatbot(this.#options));
    this.#balancer.sendTo(this.urls);
  }
}

/** Somebody with some tabs, who does what the commands say. */
export class Person {
  readonly tabs: Tab[] = [];
  /** Tabs that were closed or reloaded; what they heard still must be true. */
  readonly closedTabs: Tab[] = [];
  /** Contents that were sent as new messages, by message id. */
  readonly sent = new Map<string, string>();
  readonly fleet: Fleet;
  readonly #url: string;
  readonly #user: string;
  /** One storage per tab, as a browser's session storage. */
  readonly #storages = new Map<Tab, ReturnType<typeof createStorage>>();

  private constructor(user: string, url: string, fleet: Fleet) {
    this.#user = user;
    this.#url = url;
    this.fleet = fleet;
  }

  static async arrive(user: string, url: string, fleet: Fleet): Promise<Person> {
    const person = new Person(user, url, fleet);
    await person.openTab();
    return person;
  }

  tab(index: number): Tab {
    const tab = this.tabs[index % this.tabs.length];
    if (!tab) throw new Error("A person has a tab.");
    return tab;
  }

  async openTab(storage = createStorage()): Promise<Tab> {
    const shown = [...this.#acceptedConversations()];
    const tab = await Tab.open({ url: this.#url, user: this.#user, storage });
    this.#storages.set(tab, storage);
    for (const conversationId of shown) await tab.show(conversationId);
    this.tabs.push(tab);
    return tab;
  }

  async reload(index: number): Promise<void> {
    const tab = this.tab(index);
    tab.close();
    this.tabs.splice(this.tabs.indexOf(tab), 1);
    this.closedTabs.push(tab);
    await this.openTab(this.#storages.get(tab));
  }

  /** Asks for a recitation that says whose it is. */
  question(words: number): string {
    return askFor({ key: `${this.#user}.${this.sent.size}`, words, gapMs: 20 });
  }

  /** A conversation of the tab that is on the server, with its last message. */
  place(
    tab: Tab,
    index: number,
  ): { conversationId: string; last: Pick<Message, "id" | "role" | "status"> } | undefined {
    const known = [...this.#acceptedConversations()].filter((id) => tab.rows(id).length > 0);
    const conversationId = known[index % known.length];
    const last = conversationId === undefined ? undefined : tab.rows(conversationId).at(-1);
    return conversationId !== undefined && last ? { conversationId, last } : undefined;
  }

  #acceptedConversations(): Set<string> {
    return new Set(
      [...this.tabs, ...this.closedTabs]
        .flatMap(({ heard }) => heard)
        .flatMap(({ frame }) => (frame.type === "message.accepted" ? [frame.conversation.id] : [])),
    );
  }
}

interface Doing {
  tab: number;
  place: number;
  words: number;
  /** Before it is done. */
  pauseMs: number;
}

type Act = (person: Person, doing: Doing) => void | Promise<void>;

/** Every act is tried from any state: what is not possible there is left, or refused by the program. */
const acts: Record<string, Act> = {
  begin(person, { tab, words }) {
    const content = person.question(words);
    person.sent.set(person.tab(tab).begin(content).messageId, content);
  },
  send(person, doing) {
    const tab = person.tab(doing.tab);
    const at = person.place(tab, doing.place);
    if (!at) return;
    const content = person.question(doing.words);
    person.sent.set(tab.send(at.conversationId, content), content);
  },
  stop(person, { tab }) {
    const { client, state } = person.tab(tab);
    const [running] = Object.values(state.live);
    if (running) client.stop(running.generationId);
  },
  edit(person, doing) {
    const tab = person.tab(doing.tab);
    const at = person.place(tab, doing.place);
    const question = at && tab.rows(at.conversationId).findLast(({ role }) => role === "user");
    if (!question) return;
    const content = person.question(doing.words);
    tab.client.edit({ conversationId: at.conversationId, messageId: question.id, content });
    person.sent.set(tab.lastId, content);
  },
  regenerate(person, doing) {
    const tab = person.tab(doing.tab);
    const at = person.place(tab, doing.place);
    if (at?.last.role !== "assistant" || at.last.status === "streaming") return;
    tab.client.regenerate({ conversationId: at.conversationId, messageId: at.last.id });
  },
  continue(person, doing) {
    const tab = person.tab(doing.tab);
    const at = person.place(tab, doing.place);
    if (at?.last.status !== "stopped" && at?.last.status !== "interrupted") return;
    tab.client.continueAnswer({ conversationId: at.conversationId, messageId: at.last.id });
  },
  reload: (person, { tab }) => person.reload(tab),
  async secondTab(person) {
    if (person.tabs.length < 3) await person.openTab();
  },
  dropConnection: (person, { tab }) => person.tab(tab).client.reconnect(),
  kill: (person, { place }) => person.fleet.kill(place),
};

class Command implements fc.AsyncCommand<object, Person> {
  readonly #name: string;
  readonly #act: Act;
  readonly #doing: Doing;

  constructor(name: string, act: Act, doing: Doing) {
    this.#name = name;
    this.#act = act;
    this.#doing = doing;
  }

  check = () => true;

  async run(_model: object, person: Person): Promise<void> {
    await sleep(this.#doing.pauseMs);
    await this.#act(person, this.#doing);
  }

  toString = () => `${this.#name} ${JSON.stringify(this.#doing)}`;
}

const doing = fc.record({
  tab: fc.nat(2),
  place: fc.nat(5),
  words: fc.integer({ min: 1, max: 120 }),
  pauseMs: fc.nat(600),
});

/** How often each act comes beside the others, which come once. */
const weights: Partial<Record<string, number>> = { begin: 3, send: 6, stop: 3, edit: 3, continue: 4 };

/** What a person may do, in any order. */
export const plans = fc.array(
  fc.oneof(
    ...Object.entries(acts).map(([name, act]) => ({
      weight: weights[name] ?? 1,
      arbitrary: doing.map((given) => new Command(name, act, given)),
    })),
  ),
  { minLength: 35, maxLength: 40, size: "max" },
);
