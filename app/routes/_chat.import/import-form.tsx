import { useRevalidator } from "@remix-run/react";
import { useState, type ChangeEvent } from "react";
import { requestApi } from "#app/chat-client/api-request.ts";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import { batchesOf } from "./import-batches.ts";

type Progress =
  | { state: "idle" }
  | { state: "running"; done: number; total: number }
  | { state: "done"; imported: number; skipped: number }
  | { state: "failed"; reason: string };

/** Sends a chosen file in parts, so that it is seen how far it is and no part is too large. */
export function ImportForm() {
  const t = useText();
  const errorText = useErrorText();
  const { revalidate } = useRevalidator();
  const [progress, setProgress] = useState<Progress>({ state: "idle" });

  async function importFile(file: File): Promise<void> {
    const batches = batchesOf(await parseFile(file));
    if (!batches) return setProgress({ state: "failed", reason: t("import.notJson") });
    const total = batches.reduce((sum, { count }) => sum + count, 0);
    const result = { imported: 0, skipped: 0 };
    let done = 0;
    for (const { body, count } of batches) {
      setProgress({ state: "running", done, total });
      const answer = await requestApi("/api/import", { method: "POST", body });
      if (answer.problem) {
        const reason =
          answer.problem.code === "invalid_request" ? answer.problem.message : errorText(answer.problem);
        return setProgress({ state: "failed", reason: t("import.failed", { reason }) });
      }
      const counts = readCounts(answer.body);
      result.imported += counts.imported;
      result.skipped += counts.skipped;
      done += count;
    }
    setProgress({ state: "done", ...result });
    revalidate();
  }

  function onChange({ currentTarget }: ChangeEvent<HTMLInputElement>): void {
    const [file] = currentTarget.files ?? [];
    if (file) void importFile(file);
    // Choosing the same file again is then a change, too.
    currentTarget.value = "";
  }

  const isRunning = progress.state === "running";
  return (
    <>
      <label className={`button button-primary ${isRunning ? "opacity-50" : ""}`}>
        {t("import.choose")}
        <input
          type="file"
          accept="application/json,.json"
          className="sr-only"
          disabled={isRunning}
          onChange={onChange}
        />
      </label>
      <div className="pt-4" role="status">
        {isRunning ? (
          <>
            <progress className="block w-full accent-accent" value={progress.done} max={progress.total} />
            <p className="pt-1 text-sm">
              {t("import.progress", { done: progress.done, total: progress.total })}
            </p>
          </>
        ) : null}
        {progress.state === "done" ? <p>{t("import.done", progress)}</p> : null}
      </div>
      {progress.state === "failed" ? (
        <p role="alert" className="text-danger">
          {progress.reason}
        </p>
      ) : null}
    </>
  );
}

async function parseFile(file: File): Promise<unknown> {
  try {
    return JSON.parse(await file.text());
  } catch {
    // The person is told by what has no batches.
    return undefined;
  }
}

function readCounts(body: unknown): { imported: number; skipped: number } {
  const count = (name: string) => {
    const value: unknown = typeof body === "object" && body !== null ? Reflect.get(body, name) : 0;
    return typeof value === "number" ? value : 0;
  };
  return { imported: count("imported"), skipped: count("skipped") };
}
