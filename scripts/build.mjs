import { build } from "./build-if-needed.mjs";
import { withCheckoutLock } from "./checkout-lock.mjs";
import { installIfNeeded } from "./install-if-needed.mjs";
import { requireNode } from "./project.mjs";

requireNode();
await installIfNeeded({ development: true });
await withCheckoutLock(() => build());
