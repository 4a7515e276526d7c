// Rules for the page's script, and for its tests. Run from the project's top folder.
import { readdirSync, readFileSync } from "node:fs";

import js from "@eslint/js";
import globals from "globals";

const PARTS = new URL("../../../../maps/assets/js/", import.meta.url);

/** Parts 10 to 29 work without a page: they see nothing of a browser but these. */
const NEEDS_NO_PAGE = "[12][0-9]_*.js";
const ANYWHERE = { URLSearchParams: "readonly", atob: "readonly" };

/** Return the names that parts give each other, each defined once at the top of its file. */
const namesOf = (file, access = "readonly") => Object.fromEntries(
  readdirSync(PARTS)
    .filter((name) => file.test(name))
    .flatMap((name) => [...readFileSync(new URL(name, PARTS), "utf-8").matchAll(/^const (\w+)/gm)])
    .map(([, name]) => [name, access]),
);

const strict = {
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "max-lines": ["error", 250],
  "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true, IIFEs: false }],
  "no-alert": "error",
  "no-console": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-implicit-coercion": "error",
  "no-implicit-globals": "off", // the parts are globals of each other, on purpose
  "no-implied-eval": "error",
  "no-nested-ternary": "error",
  "no-param-reassign": ["error", { props: false }],
  "no-restricted-properties": [
    "error",
    { property: "innerHTML", message: "text goes in as text" },
    { property: "outerHTML", message: "text goes in as text" },
  ],
  "no-shadow": ["error", { builtinGlobals: false }],
  "no-throw-literal": "error",
  // A private name of Leaflet may go with any release.
  "no-underscore-dangle": ["error", { enforceInMethodNames: true }],
  "no-unneeded-ternary": "error",
  "no-unused-expressions": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-template": "error",
};

export default [
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  {
    files: ["maps/assets/js/*.js"],
    languageOptions: {
      ecmaVersion: 2021, // what browsers of five years ago read
      sourceType: "script",
      globals: namesOf(/\.js$/),
    },
    rules: {
      ...strict,
      // Each part defines its own name, which the list above has too.
      "no-redeclare": ["error", { builtinGlobals: false }],
      "no-unused-vars": ["error", { vars: "local" }],
      strict: ["error", "function"],
    },
  },
  {
    files: [`maps/assets/js/${NEEDS_NO_PAGE}`],
    languageOptions: { globals: { ...namesOf(/^[3-9]/, "off"), ...ANYWHERE } },
  },
  {
    files: ["maps/assets/js/*.js"],
    ignores: [`maps/assets/js/${NEEDS_NO_PAGE}`],
    languageOptions: { globals: { ...globals.browser, L: "readonly", page_map: "readonly" } },
  },
  {
    files: ["tests/maps/page/script/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.node },
    rules: strict,
  },
];
