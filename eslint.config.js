import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/**
 * The import directions of docs/architecture.md: what each room may not reach for. `except` is relative to `from`.
 * Type imports count: a room that knows another's types knows the other.
 */
const forbidden = [
  { target: "app/protocol", from: ["app", "db", "embedded"], except: ["app/protocol"] },
  {
    target: "app/ui",
    from: ["app", "db", "embedded"],
    except: ["app/ui", "app/protocol", "app/i18n"],
  },
  { target: "app/i18n", from: ["app", "db", "embedded"], except: ["app/i18n"] },
  {
    target: "app/chat-client",
    from: ["app", "db", "embedded"],
    except: ["app/chat-client", "app/protocol", "app/ui", "app/i18n"],
  },
  { target: "app/core", from: ["app", "db", "embedded"], except: ["app/core", "app/protocol"] },
  {
    target: "app/adapters",
    from: ["app", "db", "embedded"],
    except: ["app/adapters", "app/core", "app/protocol"],
  },
  {
    target: "app/gateway",
    from: ["app", "db", "embedded"],
    except: ["app/gateway", "app/core", "app/protocol"],
  },
  {
    target: "app/platform",
    from: ["app", "db", "embedded"],
    except: ["app/platform", "app/core", "app/protocol"],
  },
  { target: "app/http", from: ["app/adapters", "app/compose", "app/routes", "app/ui", "db", "embedded"] },
  {
    target: "app/routes",
    from: ["app/adapters", "app/compose", "app/gateway", "app/platform", "db", "embedded"],
  },
  // The migration command reads the configuration, as server.ts does.
  {
    target: "db",
    from: ["app", "embedded"],
    except: ["app/core", "app/protocol", "app/platform/config/load-config.ts"],
  },
  { target: "embedded", from: ["app", "db"], except: ["app/platform"] },
];

const zones = forbidden.flatMap(({ target, from, except = [] }) =>
  from.map((room) => ({
    target: `./${target}`,
    from: `./${room}`,
    except: except.filter((path) => path.startsWith(`${room}/`)).map((path) => `.${path.slice(room.length)}`),
    message: "This import goes against the directions of docs/architecture.md.",
  })),
);

export default defineConfig(
  globalIgnores([
    "build/",
    ".data/",
    ".cache/",
    "db/migrations/",
    "test-results/",
    "playwright-report/",
    "public/",
  ]),
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, importX.flatConfigs.typescript],
    plugins: { "import-x": importX, "react-hooks": reactHooks },
    languageOptions: { parserOptions: { projectService: true } },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones, basePath: import.meta.dirname }],
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-misused-spread": "off",
      "@typescript-eslint/require-await": "off",
      // Dependencies are plain objects of functions; nothing here has a `this` to lose.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      "@typescript-eslint/no-invalid-void-type": "off",
      // Interfaces augment other packages' types; empty ones are how that is written.
      "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
      // A Response thrown is Remix's way to answer from a loader.
      "@typescript-eslint/only-throw-error": "off",
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Only app/platform/config reads the environment." },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
    },
  },
  {
    files: [
      "**/*.test.{ts,tsx}",
      "{playwright,vitest}.config.ts",
      "tests/**",
      "bench/**",
      "scripts/**",
      "app/platform/config/**",
      "server.ts",
    ],
    rules: { "no-restricted-properties": "off" },
  },
  {
    files: ["**/*.test.{ts,tsx}", "tests/**", "bench/**"],
    rules: {
      "import-x/no-restricted-paths": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
);
