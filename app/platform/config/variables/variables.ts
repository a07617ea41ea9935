import type { Variable } from "../variable.ts";
import { appearanceVariables } from "./appearance.ts";
import { codeVariables } from "./code.ts";
import { databaseVariables } from "./database.ts";
import { limitVariables } from "./limits.ts";
import { modelVariables } from "./models.ts";
import { serverVariables } from "./server.ts";
import { signInVariables } from "./sign-in.ts";

/**
 * Every variable of the configuration, at the place where its value stands in `Config`. To add one, add an entry to
 * the file of its topic: the type, the check, the start-up log, `.env.example` and README's table follow from it.
 */
export const variables = {
  ...serverVariables,
  ...databaseVariables,
  ...modelVariables,
  ...codeVariables,
  ...signInVariables,
  ...appearanceVariables,
  ...limitVariables,
};

export interface Branch {
  readonly [property: string]: Branch | Variable;
}

/** What a tree of variables is read to. */
export type ValuesOf<Table> = {
  -readonly [Property in keyof Table]: Table[Property] extends Variable<infer T>
    ? T
    : ValuesOf<Table[Property]>;
};

/** The variables by topic, in the order of the documentation. */
export const topics: readonly { title: string; variables: readonly Variable[] }[] = [
  { title: "Server", variables: listVariables(serverVariables) },
  { title: "Database", variables: listVariables(databaseVariables) },
  { title: "Models", variables: listVariables(modelVariables) },
  { title: "Code", variables: listVariables(codeVariables) },
  { title: "Sign-in", variables: listVariables(signInVariables) },
  { title: "Appearance", variables: listVariables(appearanceVariables) },
  { title: "Limits", variables: listVariables(limitVariables) },
];

const variableList = topics.flatMap((topic) => topic.variables);

function listVariables(branch: Branch): Variable[] {
  return Object.values(branch).flatMap((entry) => (isVariable(entry) ? [entry] : listVariables(entry)));
}

export function isVariable(entry: Branch | Variable): entry is Variable {
  return typeof entry["read"] === "function";
}

/** Whether the program reads a variable of this name; keys of dicts such as `LLM__URL` count. */
export function isKnownVariable(name: string): boolean {
  return variableList.some(
    (known) => known.name === name || (known.parts !== undefined && name.startsWith(`${known.name}__`)),
  );
}
