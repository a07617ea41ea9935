import { z } from "zod";

/** PostgreSQL refuses payloads of 8,000 bytes and more; 150 ids of 36 characters stay well below. */
const idsPerPayload = 150;

const payloadSchema = z.object({
  /** The process that sends. */
  from: z.string(),
  logged: z.array(z.string()),
  stops: z.array(z.string()),
  outbox: z.boolean(),
});

export type NotificationPayload = z.infer<typeof payloadSchema>;

/** As many payloads as it takes. */
export function formatPayloads(notifications: NotificationPayload): string[] {
  const payloads: string[] = [];
  const rest = {
    logged: [...notifications.logged],
    stops: [...notifications.stops],
    outbox: notifications.outbox,
  };
  do {
    const logged = rest.logged.splice(0, idsPerPayload);
    const stops = rest.stops.splice(0, idsPerPayload - logged.length);
    payloads.push(JSON.stringify({ from: notifications.from, logged, stops, outbox: rest.outbox }));
    rest.outbox = false;
  } while (rest.logged.length > 0 || rest.stops.length > 0);
  return payloads;
}

/** `undefined` for what another version, or somebody else, has sent. */
export function parsePayload(text: string): NotificationPayload | undefined {
  try {
    return payloadSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
